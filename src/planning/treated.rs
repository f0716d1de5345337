//! Places where a remedy was done: what was told before speaks of how it was.

use crate::geodesy::{Box2, Shape};
use crate::observation::CauseSet;

/// Where a remedy was done, and what it answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Treated {
    shape: Shape,
    bounds: Box2,
    /// The causes such a remedy answers.
    pub causes: CauseSet,
    /// The local day on which it was done, counted as days of telling are.
    pub day: i32,
}

impl Treated {
    pub fn new(shape: Shape, causes: CauseSet, day: i32) -> Self {
        Self { bounds: shape.bounds(), shape, causes, day }
    }

    pub fn is_near(&self, shape: &Shape, within_m: f64) -> bool {
        self.bounds.intersects(&shape.bounds().widened(within_m)) && self.shape.distance_m(shape) <= within_m
    }
}

/// Which of the causes told at a place on a day were answered there since. What is told on the very day of a remedy is
/// believed to speak of what came after it.
pub fn answered(treated: &[Treated], shape: &Shape, causes: CauseSet, told_day: i32, within_m: f64) -> CauseSet {
    let since = treated.iter().filter(|one| one.day > told_day && one.causes.intersects(causes));
    let near = since.filter(|one| one.is_near(shape, within_m));
    near.fold(CauseSet::EMPTY, |all, one| all.union(one.causes))
}

/// Whether everything that was named has been answered since; of a report that names nothing it is never known.
pub fn is_mended(treated: &[Treated], shape: &Shape, causes: CauseSet, told_day: i32, within_m: f64) -> bool {
    let answered = answered(treated, shape, causes, told_day, within_m);
    !causes.is_empty() && answered.union(causes) == answered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::EastNorth;

    const DARK: usize = 0;
    const SIGHT: usize = 2;

    fn causes(named: &[usize]) -> CauseSet {
        named.iter().fold(CauseSet::EMPTY, |set, index| set.with(*index))
    }

    fn point(e: f64, n: f64) -> Shape {
        Shape::Point(EastNorth { e, n })
    }

    #[test]
    fn a_remedy_answers_its_causes_near_its_whole_shape_and_what_was_told_before_its_day() {
        let line = Shape::Stretch(vec![EastNorth { e: 0.0, n: 0.0 }, EastNorth { e: 500.0, n: 0.0 }]);
        let lamps = [Treated::new(line, causes(&[DARK]), 100)];
        let is_mended = |shape: &Shape, named: &[usize], day| is_mended(&lamps, shape, causes(named), day, 40.0);
        assert!(is_mended(&point(500.0, 40.0), &[DARK], 99), "near its end, far from its middle");
        assert!(!is_mended(&point(500.0, 40.1), &[DARK], 99));
        assert!(!is_mended(&point(250.0, 0.0), &[DARK], 100), "told on the day itself");
        assert!(!is_mended(&point(250.0, 0.0), &[SIGHT], 99), "a lamp cuts no bushes");
        assert!(!is_mended(&point(250.0, 0.0), &[DARK, SIGHT], 99), "half of it is left");
        assert!(!is_mended(&point(250.0, 0.0), &[], 99), "nobody knows what it was about");
        let bushes = Treated::new(point(250.0, 10.0), causes(&[SIGHT]), 120);
        let both = [lamps[0].clone(), bushes];
        assert!(super::is_mended(&both, &point(250.0, 0.0), causes(&[DARK, SIGHT]), 99, 40.0));
    }
}
