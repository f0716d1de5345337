use super::*;

#[test]
fn what_was_mended_after_it_was_told_is_not_proposed_again_before_somebody_tells_of_it() {
    let town = streets(&[Lit::No]);
    let ids = |told: &[Told], treated: &[Treated]| {
        let clock = clock();
        let case = LightingCase {
            network: &town,
            lamps: &[],
            residents: None,
            destinations: None,
            told,
            treated,
            causes: causes(),
            period: (0, YEAR_S),
            middle: LonLat::new(13.9931, 56.3806).expect("on the globe"),
            clock: &clock,
        };
        let plan = light_plan(&case, &LightingParams::default(), &Watch::default()).expect("nobody stops it");
        (plan.light.len(), plan.n_told_light, plan.sight.len())
    };
    let said = says(0, 100.0, 0.0);
    let bushes = Told { names_light: false, names_sight: true, dark_share: 0.0, ..said.clone() };
    let both = [said.clone(), bushes.clone()];
    assert_eq!(ids(&both, &[]), (1, 1, 1));
    let along = Shape::Stretch(vec![at(0.0, 0.0), at(200.0, 0.0)]);
    let new_lamps = Treated::new(along.clone(), causes().lighting, 10);
    let cut_back = Treated::new(along, causes().sight, 10);
    assert_eq!(ids(&both, std::slice::from_ref(&new_lamps)), (0, 0, 1), "light does not cut bushes");
    assert_eq!(ids(&both, &[cut_back]), (1, 1, 0));
    // By the hour alone it is of the dark too, and was answered as well.
    let at_night = Told { names_light: false, ..said.clone() };
    assert_eq!(ids(&[at_night], std::slice::from_ref(&new_lamps)), (0, 0, 0));
    let again = Told { told_day: 11, ..said };
    assert_eq!(ids(&[again], &[new_lamps]), (1, 1, 0), "somebody says it is still dark");
    // Far away nothing was mended.
    let elsewhere = Treated::new(Shape::Point(at(0.0, 400.0)), causes().lighting, 10);
    assert_eq!(ids(&both, &[elsewhere]), (1, 1, 1));
}
