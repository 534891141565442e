//! Who buys and who signs in.

use dbag_domain::Day;

use super::dice::Dice;

/// A company that orders.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Customer {
    pub(super) id: i64,
    pub(super) name: &'static str,
    pub(super) country: &'static str,
    pub(super) since: Day,
}

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct User {
    pub(super) id: i64,
    pub(super) is_active: bool,
}

const CUSTOMERS: [(&str, &str); 40] = [
    ("Acme Tools", "US"),
    ("Blue Harbour Foods", "GB"),
    ("Nordlicht Optik", "DE"),
    ("Sakura Stationery", "JP"),
    ("Casa Verde", "ES"),
    ("Maple & Sons", "CA"),
    ("Kraft Papier", "DE"),
    ("Aurora Lighting", "NO"),
    ("Bistro Lumi\u{e8}re", "FR"),
    ("Tulip Logistics", "NL"),
    ("Silver Fern Travel", "NZ"),
    ("Alpine Sports", "CH"),
    ("Cobalt Ceramics", "PT"),
    ("Delta Cycles", "DK"),
    ("Evergreen Clinics", "US"),
    ("Fjord Furniture", "SE"),
    ("Golden Gate Books", "US"),
    ("Hanseatic Coffee", "DE"),
    ("Iberia Textiles", "ES"),
    ("Jade Garden", "SG"),
    ("Kingfisher Media", "IE"),
    ("Lavanda Spa", "IT"),
    ("Meridian Labs", "US"),
    ("Northwind Traders", "US"),
    ("Orchid Hotels", "TH"),
    ("Pine Valley School", "CA"),
    ("Quartz Watches", "CH"),
    ("Riverside Bakery", "GB"),
    ("Solstice Energy", "AU"),
    ("Terra Seeds", "FR"),
    ("Umbra Design", "AT"),
    ("Vega Robotics", "PL"),
    ("Windm\u{fc}hle Musik", "DE"),
    ("Xenia Rentals", "GR"),
    ("Yellow Submarine Toys", "GB"),
    ("Zephyr Sails", "HR"),
    ("Atlas Maps", "BE"),
    ("Birch & Bark", "FI"),
    ("Copper Kettle", "IE"),
    ("Dune Outdoor", "MA"),
];
/// So many of them are there from the beginning; the others come by and by.
const CUSTOMERS_AT_FIRST: usize = 26;

const FIRST_NAMES: [&str; 32] = [
    "ada", "alan", "amir", "anna", "bela", "carla", "chen", "david", "elif", "emma", "femi",
    "grace", "hana", "ivan", "jonas", "kofi", "lena", "linus", "maria", "milo", "nadia", "nils",
    "olga", "paul", "priya", "rosa", "sami", "tara", "theo", "uma", "yuki", "zoe",
];
const LAST_NAMES: [&str; 24] = [
    "adeyemi", "berg", "costa", "dubois", "eriksen", "fischer", "garcia", "haddad", "ito",
    "jansen", "kaya", "larsen", "martin", "novak", "okafor", "patel", "quinn", "rossi", "silva",
    "tanaka", "ueda", "vogel", "weber", "zhang",
];

impl Customer {
    /// All of them, for a shop that begins on a day.
    pub(super) fn all(first: Day, days: i32) -> Vec<Self> {
        let later = CUSTOMERS.len() - CUSTOMERS_AT_FIRST;
        let since = |at: usize| match at.checked_sub(CUSTOMERS_AT_FIRST) {
            None => first - (30 + (at as i32 * 37) % 700),
            Some(at) => first + (at as i32 + 1) * days / (later as i32 + 2),
        };
        let customers = CUSTOMERS.iter().enumerate();
        customers
            .map(|(at, (name, country))| Self {
                id: at as i64 + 1,
                name,
                country,
                since: since(at),
            })
            .collect()
    }

    /// How much of all orders are its: a few large ones, many small ones.
    pub(super) fn weight(id: i64) -> f64 {
        let place = (id * 7 % 41) as f64;
        1.0 / (1.0 + place).powf(0.8)
    }
}

impl User {
    /// How often they sign in compared with others.
    pub(super) fn eagerness(id: i64) -> f64 {
        Dice::new(id, 11).part().powi(3) * 4.0
    }

    /// The name that they sign in with.
    pub(super) fn username(id: i64) -> String {
        let mut dice = Dice::new(id, 12);
        let first = FIRST_NAMES[dice.below(FIRST_NAMES.len())];
        let last = LAST_NAMES[dice.below(LAST_NAMES.len())];
        format!("{first}.{last}{id}")
    }
}
