//! Units: which measure the same, and how much of one another is.

use super::text::listed;

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Share,
    Points,
    Mass,
    Length,
    Area,
    Volume,
    Time,
    Energy,
    Power,
    Warmth,
    Data,
    /// Money of one currency: it is never converted.
    Money(&'static str),
}

/// A unit: its spellings (folded, English, German, French, Spanish), what it
/// measures, and how much of the first of its measure it is.
type Row = (&'static str, Measure, f64);

/// International yard and pound (1959); the US gallon; a year of 365.25 days, a
/// month of a twelfth of it: these two are near enough for a hint.
const UNITS: &[Row] = &[
    ("% percent pct prozent percentage porcentaje", Measure::Share, 1.0),
    ("kg kilogram kilograms kilogramme kilogrammes kilogramm kilo kilos kilogramo kilogramos", Measure::Mass, 1.0),
    ("g gram grams gramme grammes gramm gramo gramos", Measure::Mass, 1e-3),
    ("mg milligram milligrams milligramm miligramo miligramos", Measure::Mass, 1e-6),
    ("t tonne tonnes ton tons tonnen tonelada toneladas", Measure::Mass, 1e3),
    ("lb lbs pound-weight", Measure::Mass, 0.453_592_37),
    ("oz ounce ounces", Measure::Mass, 0.028_349_523_125),
    ("m metre metres meter meters metern metro metros", Measure::Length, 1.0),
    ("km kilometre kilometres kilometer kilometers kilometern kilometro kilometros", Measure::Length, 1e3),
    ("cm centimetre centimetres centimeter centimeters zentimeter centimetro centimetros", Measure::Length, 1e-2),
    ("mm millimetre millimetres millimeter millimeters milimetro milimetros", Measure::Length, 1e-3),
    ("mile miles meile meilen milla millas", Measure::Length, 1_609.344),
    ("foot feet ft fuss pied pieds", Measure::Length, 0.3048),
    ("inch inches", Measure::Length, 0.0254),
    ("yard yards", Measure::Length, 0.9144),
    ("m² m2 sqm", Measure::Area, 1.0),
    ("km² km2", Measure::Area, 1e6),
    ("ha hectare hectares hektar hectarea hectareas", Measure::Area, 1e4),
    ("acre acres", Measure::Area, 4_046.856_422_4),
    ("l litre litres liter liters litern litro litros", Measure::Volume, 1.0),
    ("ml millilitre millilitres milliliter milliliters mililitro mililitros", Measure::Volume, 1e-3),
    ("m³ m3", Measure::Volume, 1e3),
    ("gallon gallons", Measure::Volume, 3.785_411_784),
    ("barrel barrels fass barril barriles", Measure::Volume, 158.987_294_928),
    ("second seconds sec sekunde sekunden seconde secondes segundo segundos", Measure::Time, 1.0),
    ("minute minutes min minuten minuto minutos", Measure::Time, 60.0),
    ("hour hours hr hrs stunde stunden heure heures hora horas", Measure::Time, 3_600.0),
    ("day days tag tage tagen jour jours dia dias", Measure::Time, 86_400.0),
    ("week weeks woche wochen semaine semaines semana semanas", Measure::Time, 604_800.0),
    ("month months monat monate monaten mois mes meses", Measure::Time, 2_629_800.0),
    ("year years jahr jahre jahren ans annee annees ano anos", Measure::Time, 31_557_600.0),
    ("decade decades jahrzehnt jahrzehnte decennie decennies decada decadas", Measure::Time, 315_576_000.0),
    ("kwh kilowatt-hour", Measure::Energy, 1.0),
    ("mwh", Measure::Energy, 1e3),
    ("gwh", Measure::Energy, 1e6),
    ("twh", Measure::Energy, 1e9),
    ("kw kilowatt kilowatts", Measure::Power, 1.0),
    ("mw megawatt megawatts", Measure::Power, 1e3),
    ("gw gigawatt gigawatts", Measure::Power, 1e6),
    ("°c celsius", Measure::Warmth, 1.0),
    ("kb kilobyte kilobytes", Measure::Data, 1e3),
    ("mb megabyte megabytes", Measure::Data, 1e6),
    ("gb gigabyte gigabytes", Measure::Data, 1e9),
    ("tb terabyte terabytes", Measure::Data, 1e12),
    ("€ eur euro euros", Measure::Money("EUR"), 1.0),
    ("$ usd dollar dollars us$ dolar dolares", Measure::Money("USD"), 1.0),
    ("£ gbp pound pounds sterling pfund livre livres libra libras", Measure::Money("GBP"), 1.0),
    ("¥ jpy yen", Measure::Money("JPY"), 1.0),
    ("cny yuan renminbi", Measure::Money("CNY"), 1.0),
    ("chf franc francs franken franco francos", Measure::Money("CHF"), 1.0),
    ("₹ inr rupee rupees rupien", Measure::Money("INR"), 1.0),
    ("₽ rub rouble roubles ruble rubles rubel", Measure::Money("RUB"), 1.0),
    ("₴ uah hryvnia hryvnias", Measure::Money("UAH"), 1.0),
    ("pln zloty zlotys", Measure::Money("PLN"), 1.0),
    ("crown crowns krone kroner krona kronor kronen kr czk sek nok dkk", Measure::Money("crowns"), 1.0),
    ("peso pesos", Measure::Money("pesos"), 1.0),
    ("rand zar", Measure::Money("ZAR"), 1.0),
    ("naira ngn", Measure::Money("NGN"), 1.0),
    ("shilling shillings kes", Measure::Money("KES"), 1.0),
    ("lira liras", Measure::Money("TRY"), 1.0),
];

/// Before a unit of length: its square or its cube.
const SQUARE: &str = " square sq quadrat ";
const CUBIC: &str = " cubic kubik ";

/// A unit with its power.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    pub measure: Measure,
    pub factor: f64,
}

/// The unit that a folded word is.
pub(super) fn unit(word: &str) -> Option<Unit> {
    let row = UNITS.iter().find(|(words, ..)| listed(words, word))?;
    Some(Unit { measure: row.1, factor: row.2 })
}

/// "square metres", "cubic metres".
pub(super) fn power(word: &str, of: Unit) -> Option<Unit> {
    match of.measure {
        Measure::Length if listed(SQUARE, word) => Some(Unit { measure: Measure::Area, factor: of.factor.powi(2) }),
        // The first unit of volume is the litre.
        Measure::Length if listed(CUBIC, word) => {
            Some(Unit { measure: Measure::Volume, factor: of.factor.powi(3) * 1e3 })
        }
        _ => None,
    }
}

/// Whether a folded word begins "square metres" or "cubic metres".
pub(super) fn is_power(word: &str) -> bool {
    listed(SQUARE, word) || listed(CUBIC, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_means_two_units() {
        let words: Vec<&str> = UNITS.iter().flat_map(|(words, ..)| words.split_ascii_whitespace()).collect();
        for word in &words {
            assert_eq!(words.iter().filter(|other| *other == word).count(), 1, "{word}");
        }
    }
}
