//! Units: which measure the same, and how much of one another is.

use super::list::Table;
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

const fn of(measure: Measure, factor: f64) -> Unit {
    Unit { measure, factor }
}

/// Spellings (folded; English, German, French, Spanish), what the unit measures, and how
/// much of the first of its measure it is. International yard and pound (1959); the US gallon; a year of 365.25 days, a
/// month of a twelfth of it: these two are near enough for a hint.
static UNITS: Table<Unit> = Table::of(&[
    ("% percent pct prozent percentage porcentaje", of(Measure::Share, 1.0)),
    ("kg kilogram kilograms kilogramme kilogrammes kilogramm kilo kilos kilogramo kilogramos", of(Measure::Mass, 1.0)),
    ("g gram grams gramme grammes gramm gramo gramos", of(Measure::Mass, 1e-3)),
    ("mg milligram milligrams milligramm miligramo miligramos", of(Measure::Mass, 1e-6)),
    ("t tonne tonnes ton tons tonnen tonelada toneladas", of(Measure::Mass, 1e3)),
    ("lb lbs pound-weight", of(Measure::Mass, 0.453_592_37)),
    ("oz ounce ounces", of(Measure::Mass, 0.028_349_523_125)),
    ("m metre metres meter meters metern metro metros", of(Measure::Length, 1.0)),
    ("km kilometre kilometres kilometer kilometers kilometern kilometro kilometros", of(Measure::Length, 1e3)),
    ("cm centimetre centimetres centimeter centimeters zentimeter centimetro centimetros", of(Measure::Length, 1e-2)),
    ("mm millimetre millimetres millimeter millimeters milimetro milimetros", of(Measure::Length, 1e-3)),
    ("mile miles meile meilen milla millas", of(Measure::Length, 1_609.344)),
    ("foot feet ft fuss pied pieds", of(Measure::Length, 0.3048)),
    ("inch inches", of(Measure::Length, 0.0254)),
    ("yard yards", of(Measure::Length, 0.9144)),
    ("m² m2 sqm", of(Measure::Area, 1.0)),
    ("km² km2", of(Measure::Area, 1e6)),
    ("ha hectare hectares hektar hectarea hectareas", of(Measure::Area, 1e4)),
    ("acre acres", of(Measure::Area, 4_046.856_422_4)),
    ("l litre litres liter liters litern litro litros", of(Measure::Volume, 1.0)),
    ("ml millilitre millilitres milliliter milliliters mililitro mililitros", of(Measure::Volume, 1e-3)),
    ("m³ m3", of(Measure::Volume, 1e3)),
    ("gallon gallons", of(Measure::Volume, 3.785_411_784)),
    ("barrel barrels fass barril barriles", of(Measure::Volume, 158.987_294_928)),
    ("second seconds sec sekunde sekunden seconde secondes segundo segundos", of(Measure::Time, 1.0)),
    ("minute minutes min minuten minuto minutos", of(Measure::Time, 60.0)),
    ("hour hours hr hrs stunde stunden heure heures hora horas", of(Measure::Time, 3_600.0)),
    ("day days tag tage tagen jour jours dia dias", of(Measure::Time, 86_400.0)),
    ("week weeks woche wochen semaine semaines semana semanas", of(Measure::Time, 604_800.0)),
    ("month months monat monate monaten mois mes meses", of(Measure::Time, 2_629_800.0)),
    ("year years jahr jahre jahren ans annee annees ano anos", of(Measure::Time, 31_557_600.0)),
    ("decade decades jahrzehnt jahrzehnte decennie decennies decada decadas", of(Measure::Time, 315_576_000.0)),
    ("kwh kilowatt-hour", of(Measure::Energy, 1.0)),
    ("mwh", of(Measure::Energy, 1e3)),
    ("gwh", of(Measure::Energy, 1e6)),
    ("twh", of(Measure::Energy, 1e9)),
    ("kw kilowatt kilowatts", of(Measure::Power, 1.0)),
    ("mw megawatt megawatts", of(Measure::Power, 1e3)),
    ("gw gigawatt gigawatts", of(Measure::Power, 1e6)),
    ("°c celsius", of(Measure::Warmth, 1.0)),
    ("kb kilobyte kilobytes", of(Measure::Data, 1e3)),
    ("mb megabyte megabytes", of(Measure::Data, 1e6)),
    ("gb gigabyte gigabytes", of(Measure::Data, 1e9)),
    ("tb terabyte terabytes", of(Measure::Data, 1e12)),
    ("€ eur euro euros", of(Measure::Money("EUR"), 1.0)),
    ("$ usd dollar dollars us$ dolar dolares", of(Measure::Money("USD"), 1.0)),
    ("£ gbp pound pounds sterling pfund livre livres libra libras", of(Measure::Money("GBP"), 1.0)),
    ("¥ jpy yen", of(Measure::Money("JPY"), 1.0)),
    ("cny yuan renminbi", of(Measure::Money("CNY"), 1.0)),
    ("chf franc francs franken franco francos", of(Measure::Money("CHF"), 1.0)),
    ("₹ inr rupee rupees rupien", of(Measure::Money("INR"), 1.0)),
    ("₽ rub rouble roubles ruble rubles rubel", of(Measure::Money("RUB"), 1.0)),
    ("₴ uah hryvnia hryvnias", of(Measure::Money("UAH"), 1.0)),
    ("pln zloty zlotys", of(Measure::Money("PLN"), 1.0)),
    ("crown crowns krone kroner krona kronor kronen kr czk sek nok dkk", of(Measure::Money("crowns"), 1.0)),
    ("peso pesos", of(Measure::Money("pesos"), 1.0)),
    ("rand zar", of(Measure::Money("ZAR"), 1.0)),
    ("naira ngn", of(Measure::Money("NGN"), 1.0)),
    ("shilling shillings kes", of(Measure::Money("KES"), 1.0)),
    ("lira liras", of(Measure::Money("TRY"), 1.0)),
]);

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
    UNITS.value(word)
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
        let words: Vec<&str> = UNITS.entries().map(|(word, _)| word).collect();
        for word in &words {
            assert_eq!(words.iter().filter(|other| *other == word).count(), 1, "{word}");
        }
    }
}
