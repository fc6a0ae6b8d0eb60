//! The methods of the analyses: published worked examples, and answers found in another way.

use tongbao::{
    analysis::{
        intervals::wilson,
        pace::{clears_on, mean_interval},
        standardised::{Stratum, byar, expected},
        survival::{Median, Point, Step, kaplan_meier, median},
    },
    domain::rate::Rate,
};

use crate::ledger::{Dice, day};

/// Times with whether the event was seen, as a risk table.
fn steps(observed: &[(u32, bool)]) -> Vec<Step> {
    let mut times: Vec<u32> = observed.iter().map(|one| one.0).collect();
    times.sort_unstable();
    times.dedup();
    let count = |test: &dyn Fn(&(u32, bool)) -> bool| observed.iter().filter(|one| test(one)).count() as u64;
    let step = |time: u32| Step {
        time,
        at_risk: count(&|one| one.0 >= time),
        events: count(&|one| *one == (time, true)),
        censored: count(&|one| *one == (time, false)),
    };
    times.into_iter().map(step).collect()
}

fn seen(times: &[u32]) -> Vec<(u32, bool)> {
    times.iter().map(|time| (*time, true)).collect()
}

fn with_censored(events: &[u32], censored: &[u32]) -> Vec<(u32, bool)> {
    seen(events).into_iter().chain(censored.iter().map(|time| (*time, false))).collect()
}

/// Lines of the published tables: time, at risk, events, estimate, limits, each to four decimals.
fn lines(points: &[Point]) -> Vec<String> {
    let line = |point: &Point| {
        let (lower, upper) = point.limits.unwrap_or((f64::NAN, f64::NAN));
        let Step { time, at_risk, events, .. } = point.step;
        format!("{time} {at_risk} {events} {:.4} {lower:.4} {upper:.4}", point.survival)
    };
    points.iter().filter(|point| point.step.events > 0).map(line).collect()
}

/// Freireich et al. (1963), Blood 21:699–716: weeks of remission with 6-MP and with placebo; the estimates and their log-log
/// limits are those that Stata's `sts list` and SAS's PROC LIFETEST (CONFTYPE=LOGLOG, the default) print for these data.
#[test]
fn the_leukaemia_trial_of_freireich_comes_out() {
    let treated = with_censored(&[6, 6, 6, 7, 10, 13, 16, 22, 23], &[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]);
    let points = kaplan_meier(&steps(&treated));
    assert_eq!(
        lines(&points),
        [
            "6 21 3 0.8571 0.6197 0.9516",
            "7 17 1 0.8067 0.5631 0.9228",
            "10 15 1 0.7529 0.5032 0.8894",
            "13 12 1 0.6902 0.4316 0.8491",
            "16 11 1 0.6275 0.3675 0.8049",
            "22 7 1 0.5378 0.2678 0.7468",
            "23 6 1 0.4482 0.1881 0.6801",
        ]
    );
    assert_eq!(median(&points), Median { weeks: Some(23.0), lower: Some(13.0), upper: None });
    let placebo = seen(&[1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]);
    let points = kaplan_meier(&steps(&placebo));
    assert_eq!(lines(&points)[5], "8 12 4 0.3810 0.1831 0.5778");
    assert_eq!(points.last().map(|point| (point.survival, point.limits)), Some((0.0, None)));
    assert_eq!(median(&points), Median { weeks: Some(8.0), lower: Some(4.0), upper: Some(11.0) });
}

/// `survival::aml` of R (Miller 1981, Survival Analysis, p. 49): the estimates that `summary(survfit(Surv(time, status) ~ x))`
/// prints (0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184), with medians 31 and 23.
#[test]
fn the_leukaemia_data_of_r_come_out() {
    let maintained = with_censored(&[9, 13, 18, 23, 31, 34, 48], &[13, 28, 45, 161]);
    let points = kaplan_meier(&steps(&maintained));
    let events = points.iter().filter(|point| point.step.events > 0);
    let printed: Vec<String> = events.map(|point| format!("{:.3}", point.survival)).collect();
    assert_eq!(printed, ["0.909", "0.818", "0.716", "0.614", "0.491", "0.368", "0.184"]);
    assert_eq!(median(&points).weeks, Some(31.0));
    let not = with_censored(&[5, 5, 8, 8, 12, 23, 27, 30, 33, 43, 45], &[16]);
    assert_eq!(median(&kaplan_meier(&steps(&not))).weeks, Some(23.0));
}

/// Efron's redistribution to the right: each who is lost hands what he stands for in equal parts to those who stay longer. It
/// gives the product-limit estimate without any product.
fn redistributed(observed: &[(u32, bool)]) -> Vec<(u32, f64)> {
    let mut order: Vec<(u32, bool)> = observed.to_vec();
    // Of the same time the events come first.
    order.sort_by_key(|(time, event)| (*time, !event));
    let mut mass = vec![1.0 / order.len() as f64; order.len()];
    let mut left = 1.0;
    let mut curve = Vec::new();
    for place in 0..order.len() {
        let (time, event) = order[place];
        if event {
            left -= mass[place];
        } else {
            let later = order.len() - place - 1;
            let share = mass[place] / later.max(1) as f64;
            mass[place + 1..].iter_mut().for_each(|one| *one += share);
        }
        curve.push((time, left));
    }
    curve
}

#[test]
fn estimates_are_those_of_redistribution_to_the_right() {
    for seed in 1..=40 {
        let mut dice = Dice::new(seed);
        let size = 1 + dice.roll(60);
        let observed: Vec<(u32, bool)> = (0..size).map(|_| (dice.roll(9) as u32, dice.roll(3) > 0)).collect();
        let curve = redistributed(&observed);
        for point in kaplan_meier(&steps(&observed)) {
            let expected = curve.iter().rfind(|(time, _)| *time == point.step.time).unwrap().1;
            assert!((point.survival - expected).abs() < 1e-9, "{seed}: {point:?} against {expected}");
            if let Some((lower, upper)) = point.limits {
                assert!(0.0 <= lower && lower < point.survival && point.survival < upper && upper <= 1.0, "{point:?}");
            }
        }
    }
}

#[test]
fn a_median_rests_or_is_not_there() {
    let half = kaplan_meier(&steps(&with_censored(&[1, 2, 5], &[7])));
    assert_eq!(median(&half).weeks, Some(3.5), "exactly one half from 2 to 5: the middle, as in R");
    let not_yet = kaplan_meier(&steps(&with_censored(&[3], &[4, 4, 4])));
    assert_eq!(median(&not_yet), Median { weeks: None, lower: Some(3.0), upper: None });
    assert_eq!(median(&kaplan_meier(&[])), Median::default());
    let at_once = kaplan_meier(&steps(&seen(&[0, 0])));
    assert_eq!(median(&at_once).weeks, Some(0.0));
}

fn four(limits: Option<(f64, f64)>) -> String {
    limits.map_or_else(String::new, |(lower, upper)| format!("{lower:.4} to {upper:.4}"))
}

/// Newcombe (1998), Statistics in Medicine 17:857–872, table I, method 3.
#[test]
fn the_intervals_of_newcombe_come_out() {
    for (num, den, printed) in [
        (81, 263, "0.2553 to 0.3662"),
        (15, 148, "0.0624 to 0.1605"),
        (0, 20, "0.0000 to 0.1611"),
        (1, 29, "0.0061 to 0.1718"),
    ] {
        assert_eq!(four(wilson(Rate::new(num, den))), printed);
    }
    assert_eq!(wilson(Rate::new(0, 0)), None);
}

/// The limits are the proportions that lie exactly z standard errors of their own away from what was seen.
#[test]
fn an_interval_solves_its_own_equation() {
    let z = 1.959_963_984_540_054_f64;
    for den in [1_u64, 2, 7, 29, 600] {
        for num in (0..=den).step_by(1 + den as usize / 9) {
            let seen = num as f64 / den as f64;
            let away = |p: f64| (seen - p).abs() - z * (p * (1.0 - p) / den as f64).sqrt();
            let (lower, upper) = wilson(Rate::new(num, den)).unwrap();
            // Bisection from what was seen towards either end.
            let search = |mut inside: f64, mut outside: f64| {
                for _ in 0..200 {
                    let middle = f64::midpoint(inside, outside);
                    if away(middle) <= 0.0 { inside = middle } else { outside = middle }
                }
                inside
            };
            assert!((lower - if num == 0 { 0.0 } else { search(seen, 0.0) }).abs() < 1e-7, "{num}/{den}");
            assert!((upper - if num == den { 1.0 } else { search(seen, 1.0) }).abs() < 1e-7, "{num}/{den}");
        }
    }
}

/// Bland, An Introduction to Medical Statistics, “Indirect standardization”: deaths from cirrhosis of the liver among male
/// doctors; 14 were seen, 4.4966 expected, SMR 311.
#[test]
fn the_doctors_of_bland_come_out() {
    let strata = [(1_080, 5_859), (12_860, 13_050), (11_510, 46_937), (10_330, 161_503), (7_790, 271_358)].map(
        |(entries, per_thousand_million)| Stratum {
            entries,
            reference: Rate::new(per_thousand_million, 1_000_000_000),
        },
    );
    let expected = expected(&strata);
    assert_eq!(format!("{expected:.4}"), "4.4966");
    assert_eq!(format!("{:.0}", 100.0 * 14.0 / expected), "311");
}

/// The sum of a Poisson distribution up to a count.
fn poisson(count: u64, mean: f64) -> f64 {
    let mut term = (-mean).exp();
    let mut sum = term;
    for step in 1..=count {
        term *= mean / step as f64;
        sum += term;
    }
    sum
}

/// Byar's limits against the exact ones (Breslow and Day 1987, p. 69), found by bisection; and the example of the `byar` package,
/// 100 seen with 90 expected: 0.904 to 1.351.
#[test]
fn byars_limits_are_near_the_exact_ones() {
    let exact = |test: &dyn Fn(f64) -> bool| {
        let (mut low, mut high) = (0.0, 1_000.0);
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if test(middle) { low = middle } else { high = middle }
        }
        low
    };
    for observed in [5_u64, 10, 20, 50, 100, 300] {
        let (lower, upper) = byar(observed);
        let exact_lower = exact(&|mean| 1.0 - poisson(observed - 1, mean) < 0.025);
        let exact_upper = exact(&|mean| poisson(observed, mean) > 0.025);
        assert!((lower / exact_lower - 1.0).abs() < 0.01, "{observed}: {lower} against {exact_lower}");
        assert!((upper / exact_upper - 1.0).abs() < 0.01, "{observed}: {upper} against {exact_upper}");
    }
    let (lower, upper) = byar(100);
    assert_eq!(format!("{:.3} {:.3}", lower / 90.0, upper / 90.0), "0.904 1.351");
    assert_eq!(byar(0).0, 0.0);
    assert!(byar(1).0 >= 0.0);
}

/// Student (1908), Biometrika 6:1–25, additional hours of sleep (R: `t.test(extra ~ group, data = sleep)`, each group by
/// itself): −0.53 to 2.03 with the first drug, 0.90 to 3.76 with the second.
#[test]
fn the_sleep_of_student_comes_out() {
    let print = |hours: &[f64]| mean_interval(hours).map(|(lower, upper)| format!("{lower:.3} {upper:.3}"));
    let one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    let two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    assert_eq!(print(&one).as_deref(), Some("-0.530 2.030"));
    assert_eq!(print(&two).as_deref(), Some("0.898 3.762"));
    assert_eq!((mean_interval(&[]), mean_interval(&[4.0]), mean_interval(&[1.0; 14])), (None, None, None));
    assert_eq!(mean_interval(&[3.0, 3.0]), Some((3.0, 3.0)));
}

/// The quantiles in use, from the density of t by Simpson's rule: 95 % lie between them.
#[test]
fn quantiles_of_t_hold_95_percent() {
    for count in 2..=13_usize {
        let free = (count - 1) as f64;
        let zig: Vec<f64> = (0..count).map(|place| if place == 0 { 1.0 } else { 0.0 }).collect();
        // The reach divided by the standard error is the quantile.
        let mean = 1.0 / count as f64;
        let squares: f64 = zig.iter().map(|one| (one - mean).powi(2)).sum();
        let (lower, upper) = mean_interval(&zig).unwrap();
        let quantile = (upper - lower) / 2.0 / (squares / free / count as f64).sqrt();
        let density = |t: f64| (1.0 + t * t / free).powf(-f64::midpoint(free, 1.0));
        let simpson = |to: f64, steps: usize| {
            let width = to / steps as f64;
            let inner: f64 =
                (1..steps).map(|at| density(at as f64 * width) * if at % 2 == 1 { 4.0 } else { 2.0 }).sum();
            (density(0.0) + inner + density(to)) * width / 3.0
        };
        // The whole by substituting t = √f · tan(x).
        let angle = |x: f64| free.sqrt() * x.cos().powf(free - 1.0);
        let steps = 20_000_u32;
        let width = std::f64::consts::FRAC_PI_2 / f64::from(steps);
        let inner: f64 = (1..steps).map(|at| angle(f64::from(at) * width) * if at % 2 == 1 { 4.0 } else { 2.0 }).sum();
        let whole = (angle(0.0) + inner + angle(std::f64::consts::FRAC_PI_2)) * width / 3.0;
        let share = simpson(quantile, 20_000) / whole;
        assert!((share - 0.95).abs() < 1e-5, "{free} degrees: {share}");
    }
}

#[test]
fn a_clearing_date_counts_whole_weeks() {
    let (start, third) = (day("2023-04-30"), 1.0 / 3.0);
    assert_eq!(clears_on(start, 10, third), Some(day("2023-11-26")), "thirty weeks, not thirty-one");
    assert_eq!(clears_on(start, 10, 20.0), Some(day("2023-05-07")));
    assert_eq!(clears_on(start, 338, 54.5), Some(day("2023-06-18")));
    for (remaining, pace) in [(10, 0.0), (10, -1.0), (0, 5.0), (1_000_000, 0.1), (5, f64::NAN)] {
        assert_eq!(clears_on(start, remaining, pace), None, "{remaining} at {pace}");
    }
}
