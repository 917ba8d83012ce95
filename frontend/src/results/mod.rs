//! Finished work 改造成果: the gallery, the story of one project, and the district year by year.

mod card;
mod choice;
mod gallery;
mod story;
mod years;

pub(crate) use gallery::ResultsPage;
pub(crate) use story::StoryPage;
pub(crate) use years::YearsPage;
