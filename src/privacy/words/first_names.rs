//! First names that are common in Sweden, and some that are in English. Names that are also words of the street
//! ("Sten", "Björn", "Max", "Dag", "Liv") are left out.
//! Checked against the most given names in Sweden, as PyPI Faker 40.54 lists them.

use std::sync::LazyLock;

use super::word_set::WordSet;

const NAMES: &str = "
    aaron abbas abdi abdirahman abdul abdullah abdullahi adam adele adnan adrian agne agnes agneta agnieszka ahmad
    ahmed aina aisha alan albert alberto albin alejandro aleksandra alexander alexandra alexis alf alfons alfred
    algot ali alice alicia alina allan alma alva alvar alve alvin amal amalia amanda amelia amelie amin amina amir
    amira anas anders andrea andreas andres andrew andrzej andré andréas andy anette angela angelica angelika
    angelina anita anja ann ann-britt ann-charlott ann-charlotte ann-christin ann-christine ann-kristin ann-louise
    ann-mari ann-marie ann-sofi ann-sofie anna anna-karin anna-lena anna-lisa anna-maria anne anne-marie anneli
    annelie annette annica annie annika annikki antero anthony anton antonia antonio arben arne arnold aron arta
    arthur artur arvid asma assar aston astrid axel barbara barbro beata beatrice ben bengt benjamin benny berit
    berndt bernhard bernt bert bertil besnik bettan betty bianca billy birger birgit birgitta bjarne blerim
    bo-göran bob bodil boel boris bosse brian brita britt britt-mari britt-marie britta bror bruno börje cajsa
    camilla carin carina carl carl-johan carlos carmen carol carola carolin carolina caroline casper cassandra
    catarina catharina cathrine catrin cecilia celine charles charlie charlott charlotta charlotte chloe chris
    christel christer christian christin christina christine christofer christoffer christopher claes clara clas
    claudia colin conny cornelia craig cristina curt dagmar dagny dalia dan daniel daniela daniella danne dante
    dariusz darren dave david debbie denise dennis desirée diana donna doris douglas dragan dylan ebba ebbe eddie
    edgar edit edith edona edvard edvin edward edwin egon einar eivor elena eleonor eleonora elias elin elina
    elinor elis elisa elisabet elisabeth elise elizabeth ella ellen ellie ellinor elliot elly elmer elna elof elsa
    else elsie elsy elton elvin elvira elvy emanuel emelie emil emilia emilie emilio emily emma emmy enar eric
    erica erik erika erland erling erna ernst eskil estelle ester esther ethan ethel eugen eva eva-britt eva-lena
    evald evelina evelyn evert evy ewa fabian fadi fadumo fanny farah fatima fatma fatmir felicia felix ferdinand
    figge filip filippa folke frank frans frasse fredric fredrik fredrika freja frida fritz gabriel gabriella gary
    gavin georg george georgia gerd gerda gerhard gert gertrud gisela glen glenn goran gordon gottfrid grace
    graham greger greta gudrun gun gun-britt gunborg gunhild gunilla gunnar gunnel gunvor gustaf gustav göran
    gösta göte hala hamid hampus hamza hanna hannah hanne hannele hannes hans hans-erik harald harriet harry hasan
    hassan heather hedda hedvig heidi helen helena helene helga helge helmer helén heléne henning henric henrietta
    henrik henry herbert herman hilda hilding hillevi hilma hjalmar hjördis holger howard huda hugo hussain
    hussein håkan ian ibrahim ida ilona ilse ina ines inez ing-britt ing-marie inga inga-britt inga-lill ingalill
    ingeborg ingegerd ingegärd ingela ingemar inger ingmar ingrid ingvar irene iris irma iréne isaac isabel
    isabell isabella isabelle isac isak ismail ivan ivana ivar jack jacob jakob jamal james jan jan-erik jan-olof
    jan-åke jane janet janette jari jarl jasmin jasmine jason jeanette jelena jennie jennifer jenny jens jeppe
    jeremy jerker jerry jerzy jesper jessica jill jim jimmie jimmy joachim joacim joakim joanna joanne jocke joe
    joel johan johanna johannes john johnny joline jon jonas jonatan jonathan jonna jonny jordan josef josefin
    josefina josefine joseph josephine josh joshua josé joyce juan judith juhani julia julian julie julius juni
    jussi jörgen kaarina kai kaj kajsa kalevi kalle karen karim karin karina karl karl-erik karolina kasper
    katarina katarzyna kate katharina katja katrin kattis keith kelly kennet kenneth kenny kent kent-ove kenth
    kerstin kevin khadija khaled khalid kian kim kjell klara klas knut konrad krister kristian kristin kristina
    kristine kristofer kristoffer krzysztof kurt kushtrim kyle lage laila lars lars-erik lars-göran lars-olof
    lars-åke lasse laura layla leah leena leffe leif leila lena lennart leo leon leona leonard leonardo leopold
    lesley levi liam liisa lilian lillemor lilly lily lina linda linn linnea linnéa linus lisa lisbet lisbeth
    lise-lott lise-lotte liselott liselotte livia liz loke lotta lotten loui louie louis louise lova lovis lovisa
    lowe lucas lucy ludvig ludwig luis lukas luke lydia lykke lynn maarit mackan madeleine madelene magdalena
    maggan magnus mahdi mahmoud maj-britt maj-lis maja majid majken majvor malena malgorzata malin malte malva
    manfred manuel marcin marco marcus marek margaret margareta margaretha margit margot margret maria mariam
    mariana mariann marianne marie marie-louise marika marina mario marit marita marja marjatta mark marko markus
    marlene marta martin martina mary maryam matheo mathias mathilda matias matilda mats matteo matteus matthew
    matti mattias matts maud mauritz maximilian may-britt maya megan mehdi mehmet meja melanie melina melissa
    melker melvin melwin mia micael michael michaela michal michel michelle micke miguel mika mikael mikaela mike
    milan milica milla milo milton mimmi minna mira miranda miriam mirjam moa mohamad mohamed mohammad mohammed
    molly mona monica monika morgan mostafa muhammad muhammed mustafa märta märtha måns mårten nadia nadja nancy
    nanna nasir natalia natalie natanael nathalie neil nellie nelly nicholas nick nicke nicklas niclas nicolas
    nicole nigel niklas nikola nils nina nisse noah noel noor nora nour ola olav olavi ole olga oliver olivia
    oliwer olle olof olov omar omid oscar oskar osman ossian otis ottilia otto ove owe palle pamela patric
    patricia patrick patrik paul paula paulina pauline pawel peder pekka pelle per per-erik per-olof pernilla
    peter petra petter phil philip pia pierre piotr pontus putte pär rachel radovan ragnar ragnhild rakel ralf
    ralph ramona rania rashid rasmus raymond rebecca rebecka reem reine reinhold renée reza richard rickard ricky
    rigmor rikard rita rob robban robert roberto robin roffe roger roland rolf ron ronald ronja ronnie ronny
    rose-marie rosie rosita ross roy ruben ruby rudolf rune russell rut ruth ryan sabina saga sahar said saleh
    salim sally salma sam samer sami samir samira samuel sandra sanna sara sarah scott sean sebastian selma seth
    sharon sheila shirin shirley sigbritt sigfrid sigge signe sigrid sigurd sigvard simon simone siv sivert sixten
    snezana sofi sofia sofie solbritt solveig sonia sonja sonny sophia sophie soraya staffan stefan steffe stella
    stellan stephanie stephen steve stig stina stuart sture suad sue sune susan susann susanna susanne sussie
    suzanne svante sven sven-erik sven-olof sverker sylvia sören tage tanja tapani tapio tarek tariq ted teodor
    teresa terese teresia thea theo theodor theres therese theresia therése thom thomas thorbjörn tilda tilde tim
    timo tina tindra tobias tom tomas tomasz tommy tompa toni tony torbjörn tord tore torgny torsten totte tova
    tove tracey tracy trevor tristan ture tuulikki tuva tyler tyra uffe ulf ulla ulla-britt ulrica ulrik ulrika
    urban ursula valborg valdemar valentin valentina valon valter vanessa vendela vera verner veronica veronika
    vesna victor victoria vidar viggo viktor viktoria vilda vilgot vilhelm vilhelmina ville vilma vilmer vincent
    viola viveka vivianne waldemar walter wayne wendy werner wilhelm wilhelmina wille william willy wilma wilmer
    wojciech yasmin yasmine ylva yngve yousef youssef yusuf yvonne zahra zaid zakaria zara zeinab zlatko zoe zoran
    åke åsa åse örjan östen
    ";

static KNOWN: LazyLock<WordSet> = LazyLock::new(|| NAMES.split_ascii_whitespace().collect());

/// Whether a word in small letters is a common first name.
pub fn is_first_name(word: &str) -> bool {
    KNOWN.contains(word)
}
