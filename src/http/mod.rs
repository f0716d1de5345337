//! The doors of the web: this file is the table of contents of the API.

mod accounts;
mod admission;
mod analyses;
mod answer;
mod assets;
mod audit;
mod background;
mod body;
mod cookies;
mod desk;
mod disclosures;
mod effects;
mod follow_up;
mod heat;
mod limits;
mod packing;
mod pages;
mod patient;
mod photos;
mod places;
mod plans;
mod problem;
mod promises;
mod rates;
mod remedies;
mod reports;
mod retention;
mod rules;
mod selection;
mod serving;
mod stopping;
mod tiles;
mod town;
mod walks;
mod wrapping;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

pub use self::cookies::Cookies;
pub use self::limits::{Crowd, Kind, Limits, Network, Refused, TooMany};
pub use self::rules::who_may;
pub use self::serving::{Patience, serve};
pub use self::stopping::Stopping;
use self::wrapping::{LARGEST_BODY, LARGEST_PICTURE, LARGEST_PLAN};
use crate::config::Contacts;
use crate::service::{Background, Served, Service};

/// What every handler may use.
#[derive(Clone)]
pub struct App {
    pub service: Service,
    /// What lies under the town's own layers.
    pub background: Background,
    /// Whom to thank for it.
    pub background_attribution: Option<String>,
    /// Whom people can turn to.
    pub contacts: Contacts,
    pub cookies: Cookies,
    /// How much one network may ask.
    pub limits: Limits,
    /// Says when the program is to stop, so that those who listen go home.
    pub stopping: Stopping,
}

impl App {
    /// Everything as it is without settings; nothing is limited.
    pub fn new(service: Service) -> Self {
        Self {
            service,
            background: Background::Own,
            background_attribution: None,
            contacts: Contacts::default(),
            cookies: Cookies::new(false),
            limits: Limits::off(),
            stopping: Stopping::never(),
        }
    }

    /// Whom to thank for what the map shows.
    fn attribution(&self, served: &Served) -> Vec<String> {
        served.attribution().into_iter().chain(self.background_attribution.clone()).collect()
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Trygghetskartan",
        description = "Reports of unsafe places, nuisance driving and speeding, and the maps made of them. Coordinates are \
                       WGS 84, longitude first; densities are reports per hectare and month, on streets reports per 100 m and \
                       month; errors are RFC 9457."
    ),
    tags(
        (name = "told", description = "Reports from residents"),
        (name = "shown", description = "What is made of them"),
        (name = "plans", description = "What to do about it"),
        (name = "desk", description = "Reports read and decided by staff"),
        (name = "retention", description = "Erasing by rule, and what must not be erased now"),
        (name = "disclosures", description = "Requests to see public records: find, mask, hand out"),
        (name = "staff", description = "Accounts, sessions and keys"),
        (name = "town", description = "The municipality and its words")
    ),
    modifiers(&StaffToken)
)]
struct Document;

struct StaffToken;

impl utoipa::Modify for StaffToken {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("staff", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        let cookie = ApiKeyValue::with_description("tk-session", "With the header `Authorization: Session`");
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// Every route of the program.
pub fn router(app: App) -> Router {
    let (api, document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(reports::tell))
        .routes(routes!(reports::check))
        .routes(routes!(limits::challenge))
        .routes(routes!(follow_up::read, follow_up::by_form, follow_up::withdraw))
        .routes(routes!(follow_up::extract))
        .routes(routes!(photos::own, photos::add).layer(DefaultBodyLimit::max(LARGEST_PICTURE)))
        .routes(routes!(photos::own_picture, photos::take_away))
        .routes(routes!(photos::list))
        .routes(routes!(photos::whole))
        .routes(routes!(photos::small))
        .routes(routes!(photos::decide))
        .routes(routes!(town::town))
        .routes(routes!(town::catalogue))
        .routes(routes!(places::places))
        .routes(routes!(heat::heat))
        .routes(routes!(rates::rates))
        .routes(routes!(heat::profile))
        .routes(routes!(heat::observations))
        .routes(routes!(analyses::alarms))
        .routes(routes!(analyses::areas))
        .routes(routes!(analyses::backtest))
        .routes(routes!(analyses::density))
        .routes(routes!(analyses::gi_star))
        .routes(routes!(analyses::hotspots))
        .routes(routes!(analyses::stop))
        .routes(routes!(effects::effect))
        .routes(routes!(plans::change, plans::one, plans::remove).layer(DefaultBodyLimit::max(LARGEST_PLAN)))
        .routes(routes!(plans::keep, plans::kept).layer(DefaultBodyLimit::max(LARGEST_PLAN)))
        .routes(routes!(plans::lighting))
        .routes(routes!(plans::unit_prices, plans::put_unit_prices))
        .routes(routes!(promises::read))
        .routes(routes!(promises::words))
        .routes(routes!(promises::pledges, promises::make_pledges))
        .routes(routes!(promises::change_pledge))
        .routes(routes!(promises::deeds, promises::make_deed))
        .routes(routes!(promises::remove_deed))
        .routes(routes!(remedies::list, remedies::make))
        .routes(routes!(remedies::one, remedies::change, remedies::remove))
        .routes(routes!(plans::plan_walks))
        .routes(routes!(walks::list, walks::keep).layer(DefaultBodyLimit::max(LARGEST_PLAN)))
        .routes(routes!(walks::one))
        .routes(routes!(walks::step))
        .routes(routes!(walks::see))
        .routes(routes!(walks::becomes_report))
        .routes(routes!(walks::becomes_remedy))
        .routes(routes!(plans::plan_checks).layer(DefaultBodyLimit::max(LARGEST_PLAN)))
        .routes(routes!(plans::check_sites))
        .routes(routes!(plans::keep_check_site, plans::remove_check_site))
        .routes(routes!(plans::checks, plans::log_check))
        .routes(routes!(plans::unlog_check))
        .routes(routes!(accounts::ways, accounts::sign_in))
        .routes(routes!(accounts::leave))
        .routes(routes!(accounts::come_back))
        .routes(routes!(accounts::invitation))
        .routes(routes!(accounts::accept))
        .routes(routes!(accounts::session, accounts::sign_out))
        .routes(routes!(accounts::sessions, accounts::end_sessions))
        .routes(routes!(accounts::end_session))
        .routes(routes!(accounts::renew))
        .routes(routes!(accounts::accounts, accounts::make_account))
        .routes(routes!(accounts::change_account))
        .routes(routes!(accounts::invite_again))
        .routes(routes!(accounts::keys, accounts::make_key))
        .routes(routes!(accounts::remove_key))
        .routes(routes!(audit::audit))
        .routes(routes!(audit::chain))
        .routes(routes!(desk::desk))
        .routes(routes!(desk::events))
        .routes(routes!(desk::tell_on_behalf))
        .routes(routes!(desk::sheet, desk::decide))
        .routes(routes!(desk::redact))
        .routes(routes!(retention::rules, retention::make_rule))
        .routes(routes!(retention::change_rule))
        .routes(routes!(retention::dry_run))
        .routes(routes!(retention::run_rule))
        .routes(routes!(retention::protocols))
        .routes(routes!(retention::holds, retention::open_hold))
        .routes(routes!(retention::end_hold))
        .routes(routes!(disclosures::list, disclosures::open))
        .routes(routes!(disclosures::one, disclosures::change))
        .routes(routes!(disclosures::find))
        .routes(routes!(disclosures::select))
        .routes(routes!(disclosures::sheet, disclosures::mask, disclosures::drop_one))
        .routes(routes!(disclosures::photo))
        .routes(routes!(disclosures::preview))
        .routes(routes!(disclosures::export))
        .routes(routes!(tiles::heat_description))
        .routes(routes!(tiles::heat_tile))
        .routes(routes!(tiles::streets_description))
        .routes(routes!(tiles::streets_tile))
        .routes(routes!(tiles::town_description))
        .routes(routes!(tiles::town_tile))
        .routes(routes!(background::raster_tile))
        .routes(routes!(background::file))
        .routes(routes!(wrapping::live))
        .routes(routes!(wrapping::ready))
        .split_for_parts();
    rules::must_have_rules(&document);
    let declared = answer::Declared::of(&document);
    let document = document.to_pretty_json().expect("the document is JSON");
    let api = rules::mounted(api, "/api/v1/openapi.json", get(|| async { answer::json_text(document) }));
    let router = api
        .layer(from_fn_with_state(declared, answer::understood))
        .merge(pages::routes())
        .layer(from_fn_with_state(app.clone(), admission::admit))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(app.clone());
    wrapping::wrap(router, app)
}
