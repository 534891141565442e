//! The commands, through the program itself, on both databases.

mod place;
mod server;
mod shop;

mod backup;
mod contract;
mod dashboards;
mod embedding;
mod exit_codes;
mod first_steps;
mod importing;
mod merging;
mod object_queries;
mod objects;
mod pipes;
mod refusals;
mod running;
mod secrets;
mod verifying;
mod worked_examples;
