//! Water samples 水样 of waterways, and whether the water is black and odorous 黑臭 by the guide of 2015
//! (城市黑臭水体整治工作指南): the worst of four measures decides.

/// How black and odorous water is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum BlackOdorous {
    /// 不黑臭
    None,
    /// 轻度黑臭
    Light,
    /// 重度黑臭
    Heavy,
}

impl BlackOdorous {
    /// In Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Self::None => "不黑臭",
            Self::Light => "轻度黑臭",
            Self::Heavy => "重度黑臭",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Self::None => "not black-odorous",
            Self::Light => "lightly black-odorous",
            Self::Heavy => "heavily black-odorous",
        }
    }
}

/// What was measured; absent where it was not.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// Transparency 透明度, cm: light from 25 down to 10, heavy below.
    pub transparency_cm: Option<f64>,
    /// Dissolved oxygen 溶解氧, mg/L: light from 2.0 down to 0.2, heavy below.
    pub do_mg_l: Option<f64>,
    /// Redox potential 氧化还原电位, mV: light from 50 down to −200, heavy below.
    pub orp_mv: Option<f64>,
    /// Ammonia nitrogen 氨氮, mg/L: light from 8 up to 15, heavy above.
    pub nh3n_mg_l: Option<f64>,
}

impl Measured {
    /// The worst of the four. Where one was not measured and no other is bad, nobody can tell.
    pub fn black_odorous(&self) -> Option<BlackOdorous> {
        let low = |value: Option<f64>, light: f64, heavy: f64| value.map(|v| grade(-v, -light, -heavy));
        let four = [
            low(self.transparency_cm, 25.0, 10.0),
            low(self.do_mg_l, 2.0, 0.2),
            low(self.orp_mv, 50.0, -200.0),
            self.nh3n_mg_l.map(|v| grade(v, 8.0, 15.0)),
        ];
        let worst = four.into_iter().flatten().max()?;
        (worst > BlackOdorous::None || !four.contains(&None)).then_some(worst)
    }
}

/// Where more is worse: light from `light`, heavy above `heavy`.
fn grade(value: f64, light: f64, heavy: f64) -> BlackOdorous {
    if value > heavy {
        BlackOdorous::Heavy
    } else if value >= light {
        BlackOdorous::Light
    } else {
        BlackOdorous::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLEAN: Measured =
        Measured { transparency_cm: Some(60.0), do_mg_l: Some(6.1), orp_mv: Some(120.0), nh3n_mg_l: Some(1.2) };

    #[test]
    fn the_worst_of_the_four_decides() {
        assert_eq!(CLEAN.black_odorous(), Some(BlackOdorous::None));
        assert_eq!(Measured { do_mg_l: Some(1.9), ..CLEAN }.black_odorous(), Some(BlackOdorous::Light));
        let both = Measured { do_mg_l: Some(1.9), nh3n_mg_l: Some(15.1), ..CLEAN };
        assert_eq!(both.black_odorous(), Some(BlackOdorous::Heavy));
    }

    #[test]
    fn the_limits_themselves_are_light() {
        for (measured, expected) in [
            (Measured { transparency_cm: Some(25.1), ..CLEAN }, BlackOdorous::None),
            (Measured { transparency_cm: Some(25.0), ..CLEAN }, BlackOdorous::Light),
            (Measured { transparency_cm: Some(10.0), ..CLEAN }, BlackOdorous::Light),
            (Measured { transparency_cm: Some(9.9), ..CLEAN }, BlackOdorous::Heavy),
            (Measured { do_mg_l: Some(2.0), ..CLEAN }, BlackOdorous::Light),
            (Measured { do_mg_l: Some(0.2), ..CLEAN }, BlackOdorous::Light),
            (Measured { do_mg_l: Some(0.19), ..CLEAN }, BlackOdorous::Heavy),
            (Measured { orp_mv: Some(50.5), ..CLEAN }, BlackOdorous::None),
            (Measured { orp_mv: Some(-200.0), ..CLEAN }, BlackOdorous::Light),
            (Measured { orp_mv: Some(-201.0), ..CLEAN }, BlackOdorous::Heavy),
            (Measured { nh3n_mg_l: Some(7.99), ..CLEAN }, BlackOdorous::None),
            (Measured { nh3n_mg_l: Some(8.0), ..CLEAN }, BlackOdorous::Light),
            (Measured { nh3n_mg_l: Some(15.0), ..CLEAN }, BlackOdorous::Light),
        ] {
            assert_eq!(measured.black_odorous(), Some(expected), "{measured:?}");
        }
    }

    #[test]
    fn what_was_not_measured_may_be_bad() {
        assert_eq!(Measured { orp_mv: None, ..CLEAN }.black_odorous(), None);
        assert_eq!(Measured { orp_mv: None, do_mg_l: Some(0.1), ..CLEAN }.black_odorous(), Some(BlackOdorous::Heavy));
        assert_eq!(Measured::default().black_odorous(), None);
    }
}
