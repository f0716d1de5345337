//! First names that are common in Sweden, and some that are in English. Names that are also words of the street
//! ("Sten", "Björn", "Max", "Dag", "Liv") are left out.

use std::sync::LazyLock;

use super::word_set::WordSet;

const NAMES: &str = "
    abdi abdullah adam adrian agneta agnes ahmad ahmed aisha albin alexander alexandra alfred ali alice alicia alma
    alva amanda amina amir amira anders andreas angelica anette anita anja ann anna anna-karin anna-lena anneli annika
    anton anton arvid astrid august axel barbro beatrice ben benjamin bengt berit bert bertil birgit birgitta bo-göran
    bob bosse britt britta britt-marie camilla carina carl carl-johan carolina caroline catarina cecilia charlie
    charlotte chris christer christian christina christoffer conny dan daniel daniela david dennis diana dylan ebba
    edith edvin elena elias elin elina elisabeth ella ellen ellinor elsa elvira emelie emil emilia emily emma emmy
    erik erika erland ester ethan eva eva-lena evelina fadi fadumo fanny fatima felicia felix filip folke frank
    fredrik frida gabriel gabriella george gerd gertrud greger greta grace gun gunborg gunilla gunnar gunnel gustav
    gösta göran hamza hanna hannah hans hans-erik harry hassan hedvig helen helena helene henrik henry hilda hugo
    hussein ibrahim ida inga inga-lill inger ingemar ingrid ingvar irene iris isa isabella isak jack jacob jakob james
    jan jan-erik jane jasmine jennifer jenny jens jerry jessica jesper jim jimmy joakim jocke joel johan johanna john
    johnny jonas jonathan josef josefin josefine joseph josh julia julian jörgen kaj kajsa kalle karim karin karl-erik
    karolina katarina kate kent kent-ove kerstin kevin khadija khalid kim kjell klara klas kristian kristina
    kristoffer kurt lars lars-erik lasse laura layla leif leila lena lennart leon liam lilian lillemor lina linda linn
    linnea linus lisa lisbeth lotta louise lovisa lucas lucy ludvig lukas maja magdalena magnus mahmoud maj-britt
    malin margareta margit maria mariam marianne marie marina marita mark markus marlene marta martin martina mary
    mats mattias matilda mehmet melissa micke michael mike mikael milan miranda miriam moa mohamed mohammad mohammed
    mona monica monika morgan mostafa muhammad mustafa märta nadia nathalie nellie nicklas nicole niklas nils nisse
    noah noel nora nour olivia olle olof omar oskar oscar osman otto ove patricia patrik paul paula pauline pelle
    per-olof pernilla peter petra petter philip pia pontus rachel ragnar rakel ralf ramona rasmus rebecka richard
    rickard rita robban robert robin roger roland rolf roy ruben ruth said saga salma sam samir samira samuel sandra
    sara sarah sebastian selma signe sigrid simon siv sofia sofie solveig stefan steve stig stina sture sune susan
    susanne svante sven sven-erik sverker tage tanja tariq teresa therese thom thomas thorbjörn tilde tilda tim tina
    tobias tomas tommy tony tore torsten tova tove tuva tyra ulf ulla ulla-britt ulrica ulrika urban ursula valter
    vanessa vera veronica victor victoria viggo viktor viktoria vilgot vilma vincent viola wilhelm william wilma
    yasmin yusuf yvonne zahra zara zeinab zoe åke åsa örjan östen bettan danne figge frasse jeppe kattis linus
    maggan mackan nicke palle putte ricky sanna sussie tompa totte elsy jussi matti pekka ole lars-göran
    kenneth leffe dave steffe roffe uffe ronny ronnie benny sonny kenny jonny glenn glen tage
    mathias matteus marcus eric erica ellinor alexis theo theodor melvin elton charlie wilmer sixten frans henning
    ivar loke malte milo otis sigge ville vidar ludwig hjalmar hampus rikard gottfrid algot ingmar rune bror evert
    holger sigvard egon edvard ernst einar ebbe aron benjamin elliot samuel joel dante levi julius ture wille
    freja alva selma astrid lova leah juni ines iris stella märta ellie meja lykke tyra hedda vilda sigrid ronja
    nathalie moa matilda louise evelina johanna jonna josephine josefine hanne gerda majken dagny dagmar ragnhild
    rut ingeborg viveka viola margaretha ann-marie ann-christin ann-sofie eva-britt anna-maria marie-louise lise-lotte
    lise-lott gun-britt maj-lis may-britt solbritt gudrun monika jeanette janette annette annelie anne lotten malena
    mohammad muhammed abdul abdullahi hamid hasan hussain jamal karim mahdi majid mehdi mohamad nasir omid rashid
    salim samer tarek youssef yousef zaid zakaria amal asma dalia farah fatma hala huda laila lina maryam nour rania
    reem sahar samira shirin soraya suad yasmin zahra agnieszka andrzej dariusz ewa jerzy krzysztof magdalena
    malgorzata marek pawel piotr tomasz wojciech goran dragan zoran snezana milica ivana vesna jelena radovan nikola
    arben arta besnik blerim edona fatmir kushtrim valon andy anthony barbara betty brian carol chloe craig darren
    debbie donna edward emma eric gary gavin george georgia gordon graham harriet heather howard ian jason
    jeremy joanne joe jordan joshua joyce julie karen keith kelly kim kyle lesley lily linda liz luke lynn
    marcus margaret martin matthew megan melanie natalie neil nick nigel pamela patrick pauline phil rebecca
    rob ron rosie ross ruby russell ryan scott sean sharon sheila shirley sophie stephanie stephen stuart sue
    suzanne ted tracey tracy trevor wayne wendy zoe
    ";

static KNOWN: LazyLock<WordSet> = LazyLock::new(|| NAMES.split_ascii_whitespace().collect());

/// Whether a word in small letters is a common first name.
pub fn is_first_name(word: &str) -> bool {
    KNOWN.contains(word)
}
