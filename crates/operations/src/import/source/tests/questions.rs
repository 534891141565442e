//! What is open is asked, with the way out.

use super::*;

#[test]
fn what_is_open_is_asked_with_the_way_out() {
    let cases: [(&str, &[&str], Option<&str>, &str); 20] = [
        (
            "created,paid,amount\n2026-11-01,2026-11-02,5\n",
            &[],
            None,
            "`created` and `paid` hold days, and only one is the day; say which: --as created=day",
        ),
        (
            "03/04/2026,5\n",
            &[],
            Some("a"),
            "--as 1=day:dmy or --as 1=day:mdy",
        ),
        (
            "date,visits\n03/04/2026,5\n",
            &[],
            None,
            "--as date=day:dmy",
        ),
        (
            "date;visits\n2026-11-01;1.234\n",
            &[],
            None,
            "--as visits=value:point",
        ),
        (
            "date,value\n2026-11-01,5\n",
            &[],
            None,
            "--as value=value:METRIC",
        ),
        (
            "date,value,revenue\n2026-11-01,5,6\n",
            &[],
            None,
            "--as value=value:METRIC",
        ),
        ("2026-11-01,5\n", &[], None, "name it with --metric"),
        (
            "2026-11-01,5,6\n",
            &[],
            None,
            "--as 2=value:METRIC and so on",
        ),
        (
            "date,a,b\n2026-11-01,5,6\n",
            &[],
            Some("x"),
            "2 columns of values, `a` and `b`",
        ),
        (
            "metric,date\na,2026-11-01\n",
            &[],
            None,
            "no column holds values: `metric` is left out",
        ),
        ("date\n2026-11-01\n", &[], None, "one column, `date`"),
        ("date,note\n2026-11-01,x\n", &[], None, "--as note=value"),
        (
            "visits,sales\n1,2\n",
            &[],
            None,
            "no line of the file has a day",
        ),
        (
            "date,active users,Active-Users\n2026-11-01,1,2\n",
            &[],
            None,
            "both of the metric `active-users`",
        ),
        ("date,!?\n2026-11-01,5\n", &[], None, "--as !?=value:METRIC"),
        (
            "date,visits\n2026-11-01,5\n",
            &["sales=value"],
            None,
            "no column `sales`; there are `date`, `visits`",
        ),
        (
            "date,a,a\n2026-11-01,5,6\n",
            &["a=skip"],
            None,
            "by their numbers, 2 and 3",
        ),
        (
            "date,a\n2026-11-01,5\n",
            &["a=day", "date=day"],
            None,
            "both chosen as the day",
        ),
        ("date,a,b\n2026-11-01,5,x\n", &["b=label"], None, "--object"),
        (
            "year,month,day,visits\n2026,11,1,5\n",
            &[],
            None,
            "the day stands in several columns",
        ),
    ];
    for (text, roles, metric, words) in cases {
        let question = question(text, roles, metric);
        assert!(question.contains(words), "{text}: {question}");
    }
}

#[test]
fn lines_of_a_day_are_told_apart_by_the_column_that_does() {
    let apart = |text: &str, roles: &[&str]| {
        let silent: Progress = Arc::new(|_| {});
        let mut source = open_with(text, wishes(roles, None)).expect("a table");
        let columns = source.read(&silent).expect("read").columns;
        let name = |at: usize| columns.list[at].title.clone();
        match source.tell_apart(&columns, &silent) {
            Some(Apart::Object { object, label }) => {
                format!("{} {:?}", name(*object), label.map(name))
            }
            Some(Apart::Several(places)) => format!("several {}", places.len()),
            Some(Apart::Together(one, other)) => format!("{} and {}", name(*one), name(*other)),
            Some(Apart::None) | None => "none".to_owned(),
        }
    };
    let days = |each: &str| -> String {
        let day = |at: usize| each.replace("DAY", &format!("2026-11-0{at}"));
        (1..=5).map(day).collect()
    };
    let table = |head: &str, each: &str| format!("{head}\n{}", days(each));
    let cases = [
        (
            table("date,branch,visits,sales", "DAY,Nord,1,2\nDAY,Sued,1,2\n"),
            "branch None",
        ),
        (
            table("date,ticker,close", "DAY,AAPL,1\nDAY,MSFT,2\n"),
            "ticker None",
        ),
        (
            table("metric,date,value,branch", "a,DAY,1,Nord\na,DAY,2,Sued\n"),
            "branch None",
        ),
        (
            table("date,gate,visits,sales", "DAY,1,7,2\nDAY,2,9,2\n"),
            "several 2",
        ),
        (
            table("date,branch,visits,sales", "DAY,1,7,2\nDAY,2,7,2\n"),
            "branch None",
        ),
        (
            table("date,branch,visits", "DAY,1,7.5\nDAY,2,9.5\n"),
            "branch None",
        ),
        (
            table(
                "date,branch_no,branch_name,visits",
                "DAY,1,Nord,7\nDAY,2,Sued,9\n",
            ),
            "branch_no Some(\"branch_name\")",
        ),
        (
            table(
                "date,country,device,visits",
                "DAY,DE,app,7\nDAY,DE,web,9\nDAY,FR,app,9\nDAY,FR,web,9\n",
            ),
            "country and device",
        ),
        (table("date,visits", "DAY,7\nDAY,9\n"), "none"),
        // Orders are no objects: each is met once.
        (
            "date,order_id,amount\n".to_owned()
                + &(0..300)
                    .map(|at| format!("2026-11-0{},{at},5.5\n", at % 9 + 1))
                    .collect::<String>(),
            "none",
        ),
        // Numbers are keys like names, where their titles say so, or where they come again every day.
        (
            table(
                "date,customer,branch,visits",
                "DAY,17,Nord,5\nDAY,23,S\u{fc}d,6\nDAY,42,Nord2,7\n",
            ),
            "several 2",
        ),
        (
            table(
                "date,plan,tier,visits,sales",
                "DAY,17,a,5,9\nDAY,23,b,6,9\nDAY,42,c,5,9\n",
            ) + &table("", "DAY,17,b,5,9\nDAY,23,c,6,9\nDAY,42,a,5,9\n")
                .trim_start()
                .replace("-0", "-1"),
            "several 2",
        ),
        // What each has day after day is a level of it.
        (
            table(
                "date,tier,staff,visits",
                "DAY,a,17,5\nDAY,b,23,6\nDAY,c,42,5\n",
            ),
            "tier None",
        ),
        // Names of other things are no names of these.
        (
            table(
                "date,customer,branch,visits",
                "DAY,ann,Nord,5\nDAY,bob,S\u{fc}d,6\n",
            ),
            "several 2",
        ),
        // Numbers that may be values are made keys by nobody.
        (
            table("date,gate,visits,sales", "DAY,1,7,2\nDAY,2,7,2\n"),
            "several 1",
        ),
        // Parts of times are no objects.
        (
            table("date,hour,visits,sales", "DAY,1,7,2\nDAY,2,7,2\n"),
            "none",
        ),
        (
            table(
                "date,weekday,visits,sales",
                "DAY,Sunday,7,2\nDAY,Monday,7,2\n",
            ),
            "none",
        ),
        // A time of day is none either.
        (
            table("date,time,visits", "DAY,10:00,7\nDAY,11:00,9\n"),
            "none",
        ),
        (
            "date,branch,visits\n2026-11-01,Nord,5\n2026-11-01,Sued,6\n".to_owned(),
            "branch None",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(apart(&text, &[]), expected, "{text}");
    }
    let many = (0..3_000).map(|at| format!("2026-11-0{},{at},5.5\n", at % 9 + 1));
    let many = "date,id,amount\n".to_owned() + &many.collect::<String>();
    assert_eq!(
        apart(&many, &[]),
        "none",
        "a number of the line, however many"
    );
    let text = table(
        "date,country,device,visits",
        "DAY,DE,app,7\nDAY,DE,web,9\nDAY,FR,app,9\nDAY,FR,web,9\n",
    );
    assert_eq!(apart(&text, &["country=object"]), "country and device");
    assert_eq!(apart(&text, &["device=skip"]), "none");
}

#[test]
fn three_digits_behind_every_point_are_asked_about() {
    let mut late: String = "date,a\n".to_owned();
    late.extend((0..1_200).map(|_| "2026-11-01,12\n"));
    late.push_str("2026-11-02,1.204\n");
    for text in [
        "date,a\n01.11.2026,1.204\n02.11.2026,2.300\n",
        "date,a\n2026-11-01,1.204\n2026-11-02,2.300\n",
        "date,a\n2026-11-01,1.204\n2026-11-02,12\n",
        "metric,date,value\na,2026-11-01,1.204\n",
        "[{\"date\": \"2026-11-01\", \"a\": \"1.204\"}]",
        "[{\"date\": \"2026-11-01\", \"a\": \"1,204\"}]",
        "{\"date\": \"2026-11-01\", \"a\": \"1.204\"}\n{\"date\": \"2026-11-02\", \"a\": 12}\n",
        &late,
    ] {
        let asked = question(text, &[], None);
        assert!(asked.contains("can be read in two ways"), "{text}: {asked}");
    }
    let weighted = question("date,a,weight\n2026-11-01,1,1.204\n", &[], None);
    assert!(weighted.contains("of weights: `1.204`"), "{weighted}");
    for (text, value) in [
        ("date,a\n2026-11-01,1.204\n2026-11-02,2.3\n", "1.204"),
        ("date,a,b\n2026-11-01,1.204,0.5\n", "1.204"),
        ("date,a,b\n2026-11-01,1.204,\"12.400,50\"\n", "1204"),
        ("[{\"date\": \"2026-11-01\", \"a\": 1.204}]", "1.204"),
        (
            "metric,date,value,object_type,object_id,weight\na,2026-11-01,1.204,,,\n",
            "1.204",
        ),
    ] {
        let first = &values(&read(text))[0];
        assert!(first.ends_with(&format!(" {value}")), "{text}: {first}");
    }
}

#[test]
fn questions_say_what_is_open_and_nothing_empty() {
    let both = question("date;a\n2026-11-01;1.5\n2026-11-02;1,5\n", &[], None);
    assert!(
        both.contains("decimal point, `1.5`, and others with a decimal comma, `1,5`"),
        "{both}"
    );
    let left_out = question("date,a\n2026-11-01,1\n", &["date=skip"], None);
    assert!(
        left_out.contains("`date` holds days and is left out"),
        "{left_out}"
    );
    let found = read("date;a\n2026-11-01;1 234,5\n2026-11-02;12,5\n");
    let why = &found.columns.list[1].why;
    assert!(why.ends_with("numbers are written as 1 234,5"), "{why}");
}

/// What is asked of columns that may be the object, by their titles.
fn open_columns(text: &str, roles: &[&str]) -> Vec<String> {
    let found = read_with(text, wishes(roles, None)).expect("a table");
    assert_eq!(found.columns.questions, [], "{text}");
    let title = |one: &Question| {
        found.columns.list[one.column.expect("of a column")]
            .title
            .clone()
    };
    found.unread.iter().map(title).collect()
}

#[test]
fn what_may_be_the_object_besides_the_guess_is_asked_about() {
    let days = |each: &str| -> String {
        let day = |at: usize| {
            let each = each.replace("DAY", &format!("2026-11-0{at}"));
            // What turns about changes from day to day.
            match at % 2 {
                0 => each.replace("ONE", "Nord").replace("TWO", "Sued"),
                _ => each.replace("ONE", "Sued").replace("TWO", "Nord"),
            }
        };
        (1..=6).map(day).collect()
    };
    let cases: [(&str, &str, &[&str]); 11] = [
        (
            "date,customer_id,branch,visits",
            "DAY,17,ONE,5\nDAY,23,TWO,6\n",
            &["branch"],
        ),
        (
            "date,customer,branch,visits",
            "DAY,17,ONE,5\nDAY,23,TWO,6\n",
            &["customer", "branch"],
        ),
        (
            "date,customer,branch,visits",
            "DAY,ann,ONE,5\n",
            &["customer", "branch"],
        ),
        // Both tell the lines apart, as one is the other's in this file.
        (
            "date,customer_id,branch,visits",
            "DAY,17,Nord,5\nDAY,23,Sued,6\n",
            &["branch"],
        ),
        // Names, and what holds for all lines of a day, are no objects.
        (
            "date,branch_no,branch_name,visits",
            "DAY,1,Nord,5\nDAY,2,Sued,6\n",
            &[],
        ),
        (
            "date,branch,weather,visits",
            "DAY,A,ONE,5\nDAY,B,ONE,6\n",
            &[],
        ),
        (
            "date,branch,manager,visits",
            "DAY,A,ann,5\nDAY,B,ann,6\n",
            &[],
        ),
        // The same whole numbers day after day are hardly values.
        (
            "date,branch,plan,visits",
            "DAY,ONE,17,5\nDAY,TWO,23,5\n",
            &["plan"],
        ),
        // What each branch has day after day is a level of it.
        (
            "date,branch,staff,visits",
            "DAY,A,17,5\nDAY,B,23,5\nDAY,C,42,5\n",
            &[],
        ),
        (
            "date,branch,visits,sales",
            "DAY,A,17,5\nDAY,B,23,5\nDAY,C,17,5\n",
            &[],
        ),
        ("date,hour,branch,visits", "DAY,1,A,5\nDAY,1,B,5\n", &[]),
    ];
    for (head, each, expected) in cases {
        let text = format!("{head}\n{}", days(each));
        let text = text.replace("2026-11-06,ann", "2026-11-06,bob");
        let expected: Vec<String> = expected.iter().map(|one| (*one).to_owned()).collect();
        assert_eq!(open_columns(&text, &[]), expected, "{text}");
    }
    let text = format!(
        "date,customer_id,branch,visits\n{}",
        days("DAY,17,ONE,5\nDAY,23,TWO,6\n")
    );
    for roles in [
        &["branch=skip"][..],
        &["branch=object"],
        &["customer_id=object"],
    ] {
        assert_eq!(
            open_columns(&text, roles),
            Vec::<String>::new(),
            "{roles:?}"
        );
    }
    let found = read_with(&text, wishes(&[], None)).expect("a table");
    let asked = found.unread[0].problem().message;
    for words in [
        "`branch` says `Sued`, `Nord`",
        "as `customer_id` is",
        "--object customer_id --object branch",
        "--skip branch",
    ] {
        assert!(asked.contains(words), "{words}: {asked}");
    }
}

/// The question and its way out, of a file about which one thing is asked.
fn asked(text: &str) -> String {
    let found = read_with(text, wishes(&[], None)).expect("a table");
    let all: Vec<String> = found
        .columns
        .questions
        .iter()
        .chain(&found.unread)
        .map(Question::words)
        .collect();
    all.join(" | ")
}

#[test]
fn numbers_between_texts_are_read_or_asked_about() {
    // What a spreadsheet could not work out is refused cell by cell, however much there is of it.
    for errors in [["#DIV/0!", "#REF!"], ["#WERT!", "Err:502"]] {
        let [one, other] = errors;
        let text = format!(
            "date,n,m\n2026-11-01,1,{one}\n2026-11-02,3,{one}\n2026-11-03,5,6\n2026-11-04,5,7\n2026-11-05,5,{other}\n"
        );
        let found = read(&text);
        let read = values(&found);
        assert!(read.contains(&"4 m - 2026-11-03 6".to_owned()), "{read:?}");
        assert!(read.contains(&"5 m - 2026-11-04 7".to_owned()), "{read:?}");
        let refused = refused(found);
        assert_eq!(refused.len(), 3, "{refused:?}");
        assert!(
            refused[0].contains("is an error of the spreadsheet"),
            "{refused:?}"
        );
    }
    let text = "date,n,m\n2026-11-01,1,five\n2026-11-02,3,six\n2026-11-03,5,6\n";
    let words = asked(text);
    for part in [
        "1 of the 3 cells of column `m` is a number",
        "`five`, `six` and so on",
        "--as m=value, --object m or --skip m",
    ] {
        assert!(words.contains(part), "{words}");
    }
    let json = "[{\"date\": \"2026-11-01\", \"n\": 1, \"m\": \"five\"}, {\"date\": \"2026-11-02\", \"n\": 1, \"m\": \"six\"}, \
                {\"date\": \"2026-11-03\", \"n\": 1, \"m\": 6}]";
    assert!(asked(json).contains("of column `m` is a number"));
    let chosen = read_with(text, wishes(&["m=value"], None)).expect("a table");
    assert_eq!(chosen.columns.questions, []);
    // Few of many are said, and none is said to be none.
    let why = |text: &str| read(text).columns.list[2].why.clone();
    let rows: String = (0..20)
        .map(|at| {
            format!(
                "{},{at},text {at}\n",
                dbag_domain::Day::from_days(20_000 + at)
            )
        })
        .collect();
    let few = format!("date,n,m\n{rows}2026-11-01,1,7\n");
    assert_eq!(why(&few), "one of its 21 cells is a number");
    assert_eq!(
        why("date,n,m\n2026-11-01,1,#REF!\n2026-11-02,1,#DIV/0!\n"),
        "errors of a spreadsheet stand in it, and no number"
    );
}

#[test]
fn titles_of_things_above_whole_numbers_are_asked_about() {
    let days = |keys: &[&str]| -> String {
        let line =
            |(at, key): (usize, &&str)| format!("2026-11-0{},{key},{}\n", at + 1, 10 * at + 17);
        let lines: String = keys.iter().enumerate().map(line).collect();
        format!("date,branch,visits\n{lines}")
    };
    let one_day = |keys: &[&str]| {
        days(keys)
            .replace("2026-11-02", "2026-11-01")
            .replace("2026-11-03", "2026-11-01")
    };
    for text in [
        days(&["3", "2", "3", "2"]),
        days(&["3.0", "2.0", "3.0", "2.0"]),
        days(&["007", "2", "1"]),
        days(&["3", "2", "1", "4"]),
        // The file of one day, and of one branch.
        one_day(&["1", "2"]),
        one_day(&["1", "2", "3"]),
        one_day(&["1.0", "2.0", "3.0"]),
        days(&["3", "3", "3"]),
        days(&["3.0"]),
        "[{\"date\": \"2026-11-01\", \"branch\": 1.0, \"visits\": 5}, {\"date\": \"2026-11-01\", \"branch\": 2.0, \"visits\": 6}]".to_owned(),
    ] {
        let words = asked(&text);
        assert!(words.starts_with("column `branch` has "), "{text}: {words}");
        assert!(words.contains("--object branch, "), "{text}: {words}");
        let chosen = read_with(&text, wishes(&["branch=object"], None)).expect("a table");
        assert_eq!((chosen.columns.questions, chosen.unread.len()), (Vec::new(), 0), "{text}");
    }
    // Decimals are numbers, and so is what stands beside no other values.
    for text in [
        days(&["1.5", "2", "1"]),
        days(&["3", "2", "1"]).replace("branch,visits", "app,site"),
        "date,app\n2026-11-01,5\n2026-11-02,6\n".to_owned(),
    ] {
        assert_eq!(asked(&text), "", "{text}");
    }
}

#[test]
fn one_key_in_all_lines_is_asked_about() {
    let text = "date,branch,visits\n2026-11-01,a,5\n2026-11-02,a,6\n";
    let words = asked(text);
    for part in [
        "column `branch` says `a`, and left out",
        "--object branch, or --skip branch",
    ] {
        assert!(words.contains(part), "{words}");
    }
    assert!(
        asked("metric,date,value,branch\na,2026-11-01,5,x\nb,2026-11-01,6,x\n")
            .contains("--object branch")
    );
    assert!(
        asked("date,branch,visits\n2026-11-01,a,5\n2026-11-02,,6\n").contains("--object branch")
    );
    // Beside an object it says where that is; the first thousand lines are not all.
    let beside =
        "date,branch_no,country,visits\n2026-11-01,1,DE,5\n2026-11-01,2,DE,6\n2026-11-02,1,DE,5\n";
    assert_eq!(asked(beside), "");
    let sorted = |key: &str| -> String {
        let line = |at: i32| format!("{},{key},5\n", dbag_domain::Day::from_days(15_000 + at));
        (0..1_500).map(line).collect()
    };
    let text = format!("date,branch,visits\n{}{}", sorted("a"), sorted("b"));
    assert!(asked(&text).contains("--object branch"));
}
