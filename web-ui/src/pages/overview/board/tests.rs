use routex_entity::{ChannelState, api::ChannelPulse};

use super::*;
use crate::testing::{channel, failover, now, stats};

fn after(board: Board, change: Change) -> Board {
    (*Rc::new(board).reduce(change)).clone()
}

fn hear(board: Board, heard: Heard) -> Board {
    after(board, Change::Heard(heard, now()))
}

fn with_channels() -> Board {
    let page = Page::whole(vec![channel("a"), channel("b")]);
    after(Board::default(), Change::Channels(Ok(page)))
}

fn first(board: &Board) -> Rc<Channel> {
    Rc::clone(&board.channels.as_ref().unwrap().as_ref().unwrap()[0])
}

#[test]
fn a_pulse_moves_its_channel_and_leaves_the_others_as_they_are() {
    let board = with_channels();
    let pulse = |in_flight| {
        let mut live = first(&board).live.clone();
        live.in_flight = in_flight;
        ChannelPulse {
            id: first(&board).id,
            live,
            resumes_at: Some(now()),
        }
    };
    let mut told = stats();
    told.channels = vec![pulse(0)];
    let same = hear(board.clone(), Heard::Stats(Box::new(told.clone())));
    assert!(Rc::ptr_eq(&first(&same), &first(&board)));

    told.channels = vec![pulse(3)];
    let moved = hear(same, Heard::Stats(Box::new(told)));
    assert_eq!(first(&moved).live.in_flight, 3);
    assert_eq!(moved.resumes_at(first(&moved).id), Some(now()));
    assert_eq!(moved.points.len(), 2);
}

#[test]
fn a_state_is_shown_when_it_is_told() {
    let board = with_channels();
    let event = routex_entity::api::ChannelEvent {
        id: first(&board).id,
        name: "a".to_owned(),
        state: ChannelState::Open,
        reason: "breaker_open".to_owned(),
    };
    let board = hear(board, Heard::Channel(event));
    assert_eq!(first(&board).live.state, ChannelState::Open);
}

#[test]
fn readings_and_failovers_are_bounded_and_none_is_shown_twice() {
    let mut board = Board::default();
    for number in 0..READINGS + 5 {
        board = hear(board, Heard::Stats(Box::new(stats())));
        board = hear(board, Heard::Failover(Box::new(failover(number as u128))));
        board = hear(board, Heard::Failover(Box::new(failover(number as u128))));
    }
    assert_eq!(board.points.len(), READINGS);
    assert_eq!(board.failovers.len(), FAILOVERS);
    assert_eq!(board.failovers[0], failover(READINGS as u128 + 4));
}

#[test]
fn channels_that_are_known_survive_a_failure() {
    let board = after(with_channels(), Change::Channels(Err(Failure::Unreachable)));
    assert!(matches!(board.channels, Some(Ok(_))));
    let never = after(
        Board::default(),
        Change::Channels(Err(Failure::Unreachable)),
    );
    assert!(matches!(never.channels, Some(Err(_))));
}
