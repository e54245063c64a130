//! Colours: grey for what weighs little, red for what weighs much, green for what became less.

/// What a colour is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Lines and text.
    Foreground,
    /// The inside of a box: lighter and less saturated.
    Background,
}

/// The colour of a share from -1, green, over 0, grey, to 1, red: `#b20000`. Shares beyond count as the nearest one.
pub fn color(share: f64, role: Role) -> String {
    let (mut saturation, value) = match role {
        Role::Foreground => (1.0, 0.7),
        Role::Background => (0.1, 0.93),
    };
    let mut share = share.clamp(-1.0, 1.0);
    // What is nearly nothing is nearly grey.
    if share.abs() < 0.2 {
        saturation *= share.abs() / 0.2;
    }
    // Small shares are told apart more easily than large ones.
    share = share.abs().powf(0.3).copysign(share);
    let (red, green) = match share < 0.0 {
        true => (value * (1.0 + saturation * share), value),
        false => (value, value * (1.0 - saturation * share)),
    };
    let blue = value * (1.0 - saturation);
    // Truncated, and what is no number is 0.
    let byte = |part: f64| (part * 255.0) as u8;
    format!("#{:02x}{:02x}{:02x}", byte(red), byte(green), byte(blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_green_over_grey_to_red() {
        for (share, foreground, background) in [
            (0.0, "#b2b2b2", "#ededed"),
            (1.0, "#b20000", "#edd5d5"),
            (-1.0, "#00b200", "#d5edd5"),
            (7.5, "#b20000", "#edd5d5"),
            (0.01, "#b2b0a9", "#edeceb"),
            (0.5, "#b22100", "#edd9d5"),
            (-0.1, "#85b259", "#e7ede1"),
            (-0.6, "#19b200", "#d8edd5"),
            (f64::NAN, "#b20000", "#ed00d5"),
        ] {
            assert_eq!(color(share, Role::Foreground), foreground, "{share}");
            assert_eq!(color(share, Role::Background), background, "{share}");
        }
    }
}
