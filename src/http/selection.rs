//! Which reports are meant: the parameters many addresses share, as the document describes them.

use serde::Deserialize;
use utoipa::IntoParams;

/// Which reports are meant, for whoever may choose exactly.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "described here, read by `interop::question`")]
pub(super) struct Selection {
    /// Code; missing: the first.
    municipality: Option<String>,
    /// Comma-separated; missing: the three concerns.
    category: Option<String>,
    /// unsafe_place, traffic, positive.
    group: Option<String>,
    /// Any of these causes. Staff only.
    cause: Option<String>,
    /// Only reports that came this way. Staff only.
    channel: Option<String>,
    /// YYYY-MM or, for staff, YYYY-MM-DD, included.
    from: Option<String>,
    /// YYYY-MM or, for staff, YYYY-MM-DD, included; never after today.
    to: Option<String>,
    /// mon … sun. Staff only.
    weekdays: Option<String>,
    /// 21-24, or 22-04 past midnight. Staff only.
    hours: Option<String>,
}

/// Where on the map, and how it is drawn.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "described here, read by `interop::question`")]
pub(super) struct View {
    /// west,south,east,north in degrees.
    bbox: Option<String>,
    /// cell (squares, the default) or link (streets).
    unit: Option<String>,
    /// Squares only: 100, 250, 500, 1000, 2000 (metres) or auto; the public layer has 250, 500, 1000, 2000.
    cell: Option<String>,
    /// public or staff.
    layer: Option<String>,
}

/// Which municipality is meant.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OfTown {
    /// Code; missing: the first.
    pub municipality: Option<String>,
}
