//! The demonstration's pictures say what they are, and before and after belong together.

use std::time::Instant;

use chrono::{TimeZone as _, Utc};
use shared::media::{Phase, ProjectMedia};
use shared::projects::ProjectPage;

use super::filled;
use crate::app::TODAY;

#[actix_web::test]
async fn some_twenty_finished_projects_show_before_and_after_and_each_picture_says_that_it_is_drawn() {
    let (app, _) = filled(TODAY);
    let now = Utc.with_ymd_and_hms(2026, 6, 12, 4, 0, 0).unwrap();
    let started = Instant::now();
    let mut written = app.files.begin();
    let made = app.db.write_now(|conn| backend::demo::hang(conn, &mut written, now)).unwrap();
    written.keep();
    eprintln!("{made} pictures in {:?}", started.elapsed());
    let (mut cursor, mut with_pictures, mut seen, mut digests) = (String::new(), 0, 0, Vec::new());
    loop {
        let page: ProjectPage = app.read(&format!("/api/v1/projects?limit=100{cursor}")).await;
        for project in &page.items {
            let media: ProjectMedia = app.read(&format!("/api/v1/projects/{}/media", project.number)).await;
            with_pictures += usize::from(media != ProjectMedia::default());
            let singles = media.singles.iter().flat_map(|g| &g.items);
            assert!(singles.clone().all(|m| m.phase == Phase::Concealed), "{}", project.number);
            for pair in &media.pairs {
                assert!(pair.before.taken_at < pair.after.taken_at, "{}", project.number);
            }
            for m in media.pairs.iter().flat_map(|p| [&p.before, &p.after]).chain(singles) {
                assert!(m.is_demo && m.alt.starts_with("示例图，"), "{}", m.alt);
                assert!(m.taken_at.unwrap() <= now);
                assert_eq!((m.width, m.height), (1600, 1200));
                for size in &m.sizes {
                    let answer = app.get(&size.url).await;
                    assert_eq!(answer.status, 200, "{}", size.url);
                    digests.push(answer.body.len());
                }
                // White letters on the dark band at its foot.
                let small = image::load_from_memory(&app.get(&m.sizes[1].url).await.body).unwrap().into_luma8();
                let band: Vec<u8> = (550..590)
                    .flat_map(|y| (100..700).map(move |x| (x, y)))
                    .map(|(x, y)| small.get_pixel(x, y)[0])
                    .collect();
                let share = |f: fn(&u8) -> bool| band.iter().filter(|p| f(p)).count() * 100 / band.len();
                assert!(share(|p| *p > 180) > 5 && share(|p| *p < 110) > 50, "{}", m.alt);
                seen += 1;
            }
        }
        let Some(next) = page.next else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, made);
    assert!((18..=24).contains(&with_pictures), "{with_pictures}");
    assert!(digests.iter().all(|bytes| *bytes < 700_000), "{:?}", digests.iter().max());
}
