//! Who looks: the team sees everything, outsiders what they were given (R1, R3).

use std::sync::Arc;

use dbag_domain::{
    Annotation, Binding, Day, DayRange, GapReason, Goal, GoalShape, ObjectId, Panel, PanelKind,
    Period, RangeChoice, Series,
};
use dbag_store::{Columns, OverObjects, PanelMetric};

use super::request::Known;
use super::view::{PanelContent, Unavailable};

/// Who looks at a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Somebody who signed in.
    Team,
    /// Whoever holds a token or a link.
    Outside(Outside),
}

/// What outsiders were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outside {
    /// The days that they may see.
    pub(crate) days: DayRange,
    /// Whether they may see one object only.
    pub(crate) is_locked: bool,
    /// Whether they may read the team's notes.
    pub(crate) shows_notes: bool,
}

impl Outside {
    /// The days between two, each of which may be left open.
    pub(crate) fn days(from: Option<Day>, to: Option<Day>) -> DayRange {
        DayRange {
            from: from.unwrap_or(Day::MIN),
            to: to.unwrap_or(Day::MAX),
        }
    }
}

impl Sight {
    /// Whether one object only may be seen.
    pub(super) const fn is_locked(self) -> bool {
        matches!(
            self,
            Self::Outside(Outside {
                is_locked: true,
                ..
            })
        )
    }

    /// The days that may be seen; none where all may.
    fn limits(self) -> Option<DayRange> {
        match self {
            Self::Team => None,
            Self::Outside(outside) => {
                let all = Outside::days(None, None);
                (outside.days != all).then_some(outside.days)
            }
        }
    }

    /// What is aimed at; nothing that tells of days that may not be seen.
    pub(super) fn of_goal(self, goal: Option<&Goal>) -> Option<&Goal> {
        goal.filter(|goal| self.limits().is_none() || goal.shape == GoalShape::Constant)
    }

    /// The days that some are compared with, where all of them may be seen.
    pub(super) fn of_compared(self, days: DayRange) -> Option<DayRange> {
        (self.of_days(days) == days).then_some(days)
    }

    /// The values that may be seen: everything that is told of a series is made from them.
    pub(super) fn of_columns(self, columns: Arc<Columns>) -> Arc<Columns> {
        match self.limits() {
            None => columns,
            Some(limits) => Arc::new(columns.within(limits)),
        }
    }

    /// The part of some days that may be seen; the nearest day where there is none.
    pub(super) fn of_days(self, days: DayRange) -> DayRange {
        let Some(limits) = self.limits() else {
            return days;
        };
        days.intersection(limits).unwrap_or_else(|| {
            let nearest = if days.to < limits.from {
                limits.from
            } else {
                limits.to
            };
            DayRange::single(nearest)
        })
    }

    /// The days of a range that may be seen. Where none of a week, month, quarter or year may be, it is the nearest
    /// one of which a day may: a single day would stand beside what is aimed at in all of it.
    pub(super) fn of_range(self, choice: RangeChoice, days: DayRange) -> DayRange {
        let seen = self.of_days(days);
        match choice {
            RangeChoice::This(step) | RangeChoice::Last(step)
                if seen.intersection(days).is_none() =>
            {
                self.of_days(Period::of(seen.to, step).days())
            }
            _ => seen,
        }
    }

    /// The first day that may be seen.
    pub(super) fn first_day(self) -> Day {
        self.limits().map_or(Day::MIN, |limits| limits.from)
    }

    /// Of some values, the days that may not be seen and of which something is known.
    pub(super) fn hidden_days(self, series: &Series) -> Vec<Day> {
        let Some((limits, range)) = self.limits().zip(series.range()) else {
            return Vec::new();
        };
        let is_known = |day: Day| {
            let answered = || series.gap(day).is_some_and(GapReason::is_answer);
            series.value(day).is_some() || answered()
        };
        let is_hidden = |day: &Day| !limits.contains(*day) && is_known(*day);
        range.days().filter(is_hidden).collect()
    }

    /// Between which days anything may be known. Weeks and months are those of today all the same.
    pub(super) fn of_known(self, known: Known) -> Known {
        let days = self.of_days(DayRange {
            from: known.first,
            to: known.last,
        });
        Known {
            first: days.from,
            last: days.to,
            today: known.today,
        }
    }

    /// Outsiders are told a median of so many that nobody can tell whose values it is made of.
    pub(super) const fn of_objects(self, how: OverObjects) -> OverObjects {
        match (self, how) {
            (Self::Outside(_), OverObjects::Median) => OverObjects::MedianOfMany,
            (_, how) => how,
        }
    }

    /// Whether a note may be read. One that began before the days that may be seen tells of them.
    pub(super) fn shows_note(self, note: &Annotation) -> bool {
        match self {
            Self::Team => true,
            Self::Outside(outside) => {
                let lies_within =
                    outside.days.from <= note.days.from && note.days.to <= outside.days.to;
                outside.shows_notes && !note.is_personal && lies_within
            }
        }
    }

    /// Whether a panel is kept from outsiders: where they may see one object, all that shows
    /// another, or was never said to show something else than that one (R3).
    pub(crate) fn refuses(
        self,
        panel: &Panel,
        rows: &[PanelMetric],
        object: Option<ObjectId>,
    ) -> bool {
        if !self.is_locked() {
            return false;
        }
        let lists_objects = matches!(panel.kind, PanelKind::Ranking | PanelKind::Multiples);
        let mut series = panel.series.iter().zip(rows);
        let shows_another = series.any(|(series, row)| match series.object {
            Binding::Page | Binding::Whole | Binding::Median => false,
            Binding::Named => {
                let named = row.object.as_ref().map(|named| named.id);
                named.is_none() || named != object
            }
            Binding::Every | Binding::Unbound => true,
        });
        let has_rows = panel.series.len() == rows.len();
        lists_objects || shows_another || !has_rows
    }

    /// What outsiders are told where there is nothing: that, and no advice for editors.
    pub(super) fn of_content(self, content: PanelContent) -> PanelContent {
        match (self, content) {
            (Self::Outside(_), PanelContent::Unavailable(why)) => {
                PanelContent::Unavailable(match why {
                    Unavailable::NoObject => Unavailable::NoValuesYet,
                    why if why.is_of_values() => why,
                    _ => Unavailable::NotShown,
                })
            }
            (_, content) => content,
        }
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::{
        MetricId, Object, ObjectKey, ObjectKind, PanelId, PanelSeries, PanelSettings, Place, Slug,
        Step,
    };

    use super::*;

    const LOCKED: Sight = Sight::Outside(Outside {
        days: DayRange {
            from: Day::MIN,
            to: Day::MAX,
        },
        is_locked: true,
        shows_notes: false,
    });

    fn panel(kind: PanelKind, binding: Binding) -> (Panel, Vec<PanelMetric>) {
        let place = Place {
            x: 0,
            y: 0,
            w: 6,
            h: 6,
        };
        let mut settings = PanelSettings::new(kind, place);
        let slug = Slug::parse("orders").expect("a slug");
        let mut series = PanelSeries::of(slug);
        series.object = binding;
        settings.series = vec![series];
        let row = PanelMetric {
            metric: MetricId(1),
            label: "Orders".to_owned(),
            is_removed: false,
            object: (binding == Binding::Named).then(|| Object {
                id: ObjectId(7),
                kind: ObjectKind::parse("customer").expect("a kind"),
                key: ObjectKey::from_integer(42),
                label: "Acme".to_owned(),
            }),
        };
        let panel = Panel {
            id: PanelId(1),
            settings,
        };
        (panel, vec![row])
    }

    #[test]
    fn r03_what_is_not_bound_to_the_object_is_kept_from_outsiders() {
        let refused = |kind, binding, object: i64| {
            let (panel, rows) = panel(kind, binding);
            let object = Some(ObjectId(object));
            assert!(!Sight::Team.refuses(&panel, &rows, object));
            LOCKED.refuses(&panel, &rows, object)
        };
        for (kind, binding, object, is_refused) in [
            (PanelKind::Line, Binding::Page, 7, false),
            (PanelKind::Line, Binding::Whole, 7, false),
            (PanelKind::Line, Binding::Median, 7, false),
            (PanelKind::Line, Binding::Named, 7, false),
            (PanelKind::Line, Binding::Named, 8, true),
            (PanelKind::Line, Binding::Unbound, 7, true),
            (PanelKind::Line, Binding::Every, 7, true),
            (PanelKind::Ranking, Binding::Every, 7, true),
            (PanelKind::Ranking, Binding::Page, 7, true),
            (PanelKind::Multiples, Binding::Page, 7, true),
        ] {
            assert_eq!(
                refused(kind, binding, object),
                is_refused,
                "{kind} {binding}"
            );
        }
        let (panel, rows) = panel(PanelKind::Line, Binding::Named);
        assert!(
            LOCKED.refuses(&panel, &rows, None),
            "of an object nobody knows yet"
        );
        assert!(
            LOCKED.refuses(&panel, &[], Some(ObjectId(7))),
            "of unknown rows"
        );
    }

    #[test]
    fn outsiders_are_told_why_there_is_no_number_and_nothing_of_how_a_panel_is_set() {
        let seen = |why| match LOCKED.of_content(PanelContent::Unavailable(why)) {
            PanelContent::Unavailable(why) => why,
            other => panic!("{other:?}"),
        };
        let day = Day::from_days(1);
        for why in [
            Unavailable::NeverTogether,
            Unavailable::AllZero,
            Unavailable::GoalLater(day),
        ] {
            assert_eq!(seen(why.clone()), why);
            assert!(!why.plain_words().contains("Read the panel"), "{why:?}");
        }
        for why in [
            Unavailable::NoMetric,
            Unavailable::MetricRemoved("Orders".to_owned()),
        ] {
            assert_eq!(seen(why), Unavailable::NotShown);
        }
    }

    #[test]
    fn days_beyond_what_was_given_become_the_nearest_day() {
        let day = Day::from_days;
        let range = |from, to| DayRange {
            from: day(from),
            to: day(to),
        };
        let sight = Sight::Outside(Outside {
            days: range(100, 110),
            is_locked: false,
            shows_notes: false,
        });
        for (asked, shown) in [
            (range(90, 105), range(100, 105)),
            (range(105, 200), range(105, 110)),
            (range(1, 2), range(100, 100)),
            (range(200, 300), range(110, 110)),
        ] {
            assert_eq!(sight.of_days(asked), shown);
            assert_eq!(Sight::Team.of_days(asked), asked);
        }
    }

    #[test]
    fn a_month_beyond_what_was_given_becomes_the_nearest_one() {
        let days = |from: &str, to: &str| DayRange {
            from: Day::parse(from).expect("a date"),
            to: Day::parse(to).expect("a date"),
        };
        let given = |days| {
            Sight::Outside(Outside {
                days,
                is_locked: false,
                shows_notes: false,
            })
        };
        let november = given(days("2026-11-05", "2026-11-30"));
        let (this, last) = (
            RangeChoice::This(Step::Month),
            RangeChoice::Last(Step::Month),
        );
        let all = days("2026-11-05", "2026-11-30");
        // On 1 December.
        let december = days("2026-12-01", "2026-12-01");
        assert_eq!(november.of_range(this, december), all);
        assert_eq!(
            november.of_range(last, days("2026-11-01", "2026-11-30")),
            all
        );
        assert_eq!(
            november.of_range(last, days("2026-12-01", "2026-12-31")),
            all
        );
        let one = DayRange::single(all.to);
        assert_eq!(
            november.of_range(RangeChoice::Custom(december), december),
            one
        );
        assert_eq!(Sight::Team.of_range(this, december), december);
    }
}
