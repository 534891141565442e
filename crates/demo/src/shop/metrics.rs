//! What is asked of the shop's database.

use dbag_operations::MetricForm;

/// The name of the source.
pub(crate) const SOURCE: &str = "shop";

/// The kind of object that the shop's values are tied to.
pub(crate) const CUSTOMER: &str = "customer";

/// What the shop says of its customers.
pub(crate) const CUSTOMERS: &str = "select id as key, name as label, country, since from customers";

/// A metric a person might define, in the order in which they can be added.
pub(crate) fn forms() -> Vec<MetricForm> {
    let sales = |slug, label, position| form(slug, label, "Sales", position);
    let users = |slug, label, position| form(slug, label, "Users", position);
    vec![
        rows(sales("orders", "Orders", "1"), "orders", "ordered_on").with("unit", "order"),
        money(query(sales("revenue", "Revenue", "2"), REVENUE))
            .with("measure", "flow")
            .with("absent_means", "zero")
            .with("description", "Paid orders only."),
        money(rows(
            sales("average-order", "Average order", "3"),
            "orders",
            "ordered_on",
        ))
        .with("property.aggregate", "avg")
        .with("property.column", "total")
        .with("rollup", "mean"),
        rows(
            sales("customer-orders", "Orders by customer", "4"),
            "orders",
            "ordered_on",
        )
        .with("unit", "order")
        .with("property.object_column", "customer_id")
        .with("object_kind", "customer"),
        money(query(
            sales("customer-revenue", "Revenue by customer", "5"),
            CUSTOMER_REVENUE,
        ))
        .with("measure", "flow")
        .with("absent_means", "zero")
        .with("object_kind", "customer"),
        rows(users("signups", "Sign-ups", "1"), "users", "date_joined").with("unit", "user"),
        query(users("users", "Users", "2"), USERS)
            .with("measure", "level")
            .with("unit", "user"),
        form("active-users", "Active users", "Users", "3")
            .with("metric_type", "active_users_count")
            .with("source", SOURCE)
            .with("property.table", "users")
            .with("unit", "user"),
        rows(users("logins", "Logins", "4"), "logins", "logged_in_on").with("unit", "login"),
        rows(
            users("users-signed-in", "Users who signed in", "5"),
            "logins",
            "logged_in_on",
        )
        .with("property.aggregate", "count_distinct")
        .with("property.column", "user_id")
        .with("rollup", "mean")
        .with("unit", "user"),
        users("signed-in-share", "Signed in today", "6")
            .with("metric_type", "ratio")
            .with("measure", "flow")
            .with("property.numerator", "users-signed-in")
            .with("property.denominator", "users")
            .with("format", "percent")
            .with("description", "Of all users, how many signed in that day."),
        rows(
            users("comments", "Comments", "7"),
            "comments",
            "commented_on",
        )
        .with("unit", "comment"),
    ]
}

const REVENUE: &str = "select ordered_on as day, sum(total) as value
from orders
where status = 'paid' and ordered_on between :start and :end
group by ordered_on";

const CUSTOMER_REVENUE: &str =
    "select o.ordered_on as day, c.id as object, c.name as label, sum(o.total) as value
from orders o
join customers c on c.id = o.customer_id
where o.status = 'paid' and o.ordered_on between :start and :end
group by o.ordered_on, c.id";

/// A level whose past can be told, because nobody is ever deleted.
const USERS: &str = "with recursive days (day) as (
  select :start
  union all
  select date(day, '+1 day') from days where day < :end
)
select day, (select count(*) from users where date_joined < date(day, '+1 day')) as value
from days";

fn form(slug: &str, label: &str, category: &str, position: &str) -> MetricForm {
    MetricForm::new()
        .with("slug", slug)
        .with("label", label)
        .with("category", category)
        .with("position", position)
        .with("direction", "up")
}

fn rows(form: MetricForm, table: &str, date_column: &str) -> MetricForm {
    form.with("metric_type", "row_count")
        .with("source", SOURCE)
        .with("property.table", table)
        .with("property.date_column", date_column)
}

fn query(form: MetricForm, sql: &str) -> MetricForm {
    form.with("metric_type", "sql_query")
        .with("source", SOURCE)
        .with("property.query", sql)
}

fn money(form: MetricForm) -> MetricForm {
    form.with("format", "currency").with("unit", "\u{20ac}")
}
