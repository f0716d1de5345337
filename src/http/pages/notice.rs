//! The privacy notice: what is kept of a report, why, who sees it and what somebody can ask for.

use maud::{Markup, html};

use super::super::App;
use super::shell::{Visit, plain};

const AUTHORITY: &str = "https://www.imy.se/";

pub(super) fn page(app: &App, visit: &Visit) -> String {
    let (name, k) = visit.served(app).map_or((String::new(), 6), |served| {
        let municipality = &served.town.municipality;
        (municipality.name.clone(), municipality.k)
    });
    let content = if visit.is_english() { english(app, &name, k) } else { swedish(app, &name, k) };
    plain(app, visit, visit.say("Personuppgifter", "Personal data"), content)
}

fn swedish(app: &App, name: &str, k: u32) -> Markup {
    html! {
        h1 { "Så hanterar vi personuppgifter" }
        div class="card" {
            p { "Vi frågar om platser, aldrig om personer. Du behöver inte säga vem du är: det finns inget fält för namn, telefon eller e-post, och du loggar inte in. Uppgifter om en plats kan ändå ibland peka ut någon. Därför står här vad som sparas, varför och vem som ser det." }
            h2 { "Vem som svarar" }
            p { "Personuppgiftsansvarig är kommunen i " (name) ":" }
            p { (set(app.contacts.contact.as_deref(), "Här ska kommunen skriva vem som svarar för tjänsten (inställningen --contact). Det är inte gjort.")) }
            p { "Dataskyddsombud:" }
            p { (set(app.contacts.data_protection_officer.as_deref(), "Här ska kommunen skriva hur dataskyddsombudet nås (inställningen --data-protection-officer). Det är inte gjort.")) }
        }
        div class="card" {
            h2 { "Vad som sparas" }
            ul {
                li { "Vad det gäller, var, när och hur illa det är, så som du har angett det, och när rapporten kom." }
                li { "Din text, om du skriver någon. Namn, nummer, uppgifter om var någon bor och registreringsnummer som vi känner igen stoppas innan något sparas, och du får se varför." }
                li { "Bilder, om du skickar några. Var och när de togs tas bort i telefonen och igen här. Ingen annan än den som ser efter ser dem förrän någon har tittat och täckt det som inte ska synas; sedan visas de bara för behörig personal och med din hemliga länk." }
                li { "Hur rapporten kom till oss, dess nummer, och sedan vad kommunen beslutar om den." }
                li { "En kontrollsumma av din hemliga länk. Själva länken har bara du." }
                li { "Kontrollsummor av det du skickade och av en slumpad nyckel som följer med, och av en bild tills någon har tittat på den. De finns för att inget ska sparas två gånger." }
            }
            p { "Din nätadress sparas inte tillsammans med rapporten och skrivs inte i loggen. För att hindra missbruk hålls en kodad form av den i minnet i högst en timme. Den som rapporterar får inga kakor, och sidorna hämtar inget från andra webbplatser." }
            p { "I din egen webbläsare ligger ett utkast, rapporter som väntar på nät, och kvitton med hemliga länkar. När du öppnar sidan tas utkast bort som är äldre än ett dygn och det andra efter sju dagar. Rensar du webbläsaren är allt borta." }
        }
        div class="card" {
            h2 { "Varför, och med vilket stöd" }
            p { "Kommunen och polisen ska kunna se var de behöver göra något: belysning, sikt, trafik, fler vuxna ute. Kommunen har enligt lagen (2023:196) om kommuners ansvar för brottsförebyggande arbete ansvar för en lägesbild och en åtgärdsplan. Den rättsliga grunden är uppgift av allmänt intresse, artikel 6.1 e i dataskyddsförordningen." }
            p { "Vi samlar inte in uppgifter om brott som någon bestämd person har begått. Sådant tar polisen emot på 114 14, och 112 om det händer nu." }
        }
        div class="card" {
            h2 { "Vem som ser vad" }
            ul {
                li { "Alla: rutor med minst " (k) " rapporter, en gång i månaden. Aldrig text, exakt plats eller klockslag." }
                li { "Kommunens och polisens behöriga personal: exakt plats och tid. Din text och dina bilder: bara de hos kommunen som tar hand om rapporterna. Varje gång någon tar del av dem skrivs det upp. Den som sköter servern åt kommunen kan öppna databasen." }
                li { "Du: vad som händer med din rapport, med din hemliga länk." }
            }
            p { "Det som kommer in till kommunen är allmän handling. Någon kan begära ut det; då prövas enligt offentlighets- och sekretesslagen vad som kan lämnas. Vi kan därför inte lova att en text förblir hemlig. Inga automatiska beslut fattas om någon, och ingen profileras." }
        }
        div class="card" {
            h2 { "Hur länge" }
            p { "Kommunen beslutar när rapporter gallras. Tills dess finns de kvar, utom ord och bilder som pekar ut någon: dem kan kommunen ta bort tidigare. Det som har blivit antal i en offentlig ruta finns kvar; den som ser rutan kan inte föra det tillbaka till en rapport. Säkerhetskopior kan ha det som raderats tills de kastas." }
            h2 { "Vad du kan göra" }
            ul {
                li { "Se allt vi har om din rapport, skriva ut det eller spara det som fil, med din hemliga länk." }
                li { "Ta tillbaka en rapport inom en timme med din hemliga länk, om den inte redan ingår i en offentlig ruta. Text och bilder raderas då. Har någon begärt att få se kommunens handlingar läggs de undan och raderas när begäran är besvarad; sidan för din länk säger vilket." }
                li { "Begära att få se, rätta eller radera uppgifter om dig, att användningen begränsas, eller invända mot den. Eftersom vi inte vet vem du är behöver du rapportens nummer eller din hemliga länk. Allmänna handlingar kan inte alltid raderas; då får du veta varför." }
                li { "Klaga hos Integritetsskyddsmyndigheten: " a href=(AUTHORITY) { "imy.se" } "." }
            }
        }
    }
}

fn english(app: &App, name: &str, k: u32) -> Markup {
    html! {
        h1 { "How we handle personal data" }
        div class="card" {
            p { "We ask about places, never about people. You need not say who you are: there is no field for a name, a telephone or an e-mail address, and you do not sign in. What is told of a place may still point somebody out. So this page says what is kept, why, and who sees it." }
            h2 { "Who answers" }
            p { "The controller is the municipality of " (name) ":" }
            p { (set(app.contacts.contact.as_deref(), "Here the municipality must say who answers for the service (the setting --contact). It has not.")) }
            p { "Data protection officer:" }
            p { (set(app.contacts.data_protection_officer.as_deref(), "Here the municipality must say how to reach its data protection officer (the setting --data-protection-officer). It has not.")) }
        }
        div class="card" {
            h2 { "What is kept" }
            ul {
                li { "What it is about, where, when and how bad it is, as you told it, and when the report came." }
                li { "Your text, if you write one. Names, numbers, homes and number plates that we recognise are stopped before anything is kept, and you are shown why." }
                li { "Pictures, if you send any. Where and when they were taken is removed on the phone and again here. Nobody but the one who looks through them sees them before what must not be seen is covered; after that only authorised staff, and you by your secret link." }
                li { "How the report reached us, its number, and then what the municipality decides about it." }
                li { "A checksum of your secret link. The link itself only you have." }
                li { "Checksums of what you sent and of a random key that goes with it, and of a picture until somebody has looked at it. They are there so that nothing is kept twice." }
            }
            p { "Your network address is not kept with the report and not written in the log. To hinder abuse a coded form of it is held in memory for at most an hour. Whoever reports gets no cookies, and the pages fetch nothing from other sites." }
            p { "In your own browser lie a draft, reports that wait for a network, and receipts with their secret links. When you open the page a draft older than a day is removed, and the others after seven days. Clear the browser and all of it is gone." }
        }
        div class="card" {
            h2 { "Why, and on what ground" }
            p { "The municipality and the police should see where to act: light, sight, traffic, more adults about. Under the Swedish act (2023:196) on municipalities' responsibility for crime prevention the municipality answers for a situation picture and a plan. The legal ground is a task in the public interest, article 6.1 e of the GDPR." }
            p { "We do not collect data on crimes committed by any particular person. The police take those on 114 14, and on 112 when it is happening now." }
        }
        div class="card" {
            h2 { "Who sees what" }
            ul {
                li { "Everybody: squares of at least " (k) " reports, once a month. Never text, exact place or time of day." }
                li { "Authorised staff of the municipality and the police: exact place and time. Your text and pictures: only those at the municipality who take care of the reports. Each reading is written down. Whoever runs the server for the municipality can open the database." }
                li { "You: what happens with your report, by your secret link." }
            }
            p { "What reaches the municipality is a public record under Swedish law. Somebody may ask for it; what can be released is then examined under the act on public access and secrecy. So we cannot promise that a text stays secret. No automatic decisions are made about anybody, and nobody is profiled." }
        }
        div class="card" {
            h2 { "For how long" }
            p { "The municipality decides when reports are erased. Until then they are kept, but for words and pictures that point somebody out: those it may take away earlier. What has become a number in a public square stays; whoever sees the square cannot lead it back to a report. Backups may hold what was erased until they are thrown away." }
            h2 { "What you can do" }
            ul {
                li { "See everything we have about your report, print it or save it as a file, with your secret link." }
                li { "Take a report back within an hour by your secret link, unless it is already part of a public square. Its text and pictures are then erased. If somebody has asked to see the municipality's records, they are put away and erased when that has been answered; the page of your link says which." }
                li { "Ask to see, correct or erase data about you, that their use be restricted, or object to it. As we do not know who you are, you need the report's number or your secret link. Public records cannot always be erased; you are then told why." }
                li { "Complain to the Swedish Authority for Privacy Protection: " a href=(AUTHORITY) { "imy.se" } "." }
            }
        }
    }
}

fn set(words: Option<&str>, missing: &str) -> Markup {
    html! { strong { (words.unwrap_or(missing)) } }
}
