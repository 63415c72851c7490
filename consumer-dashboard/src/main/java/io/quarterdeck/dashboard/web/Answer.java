package io.quarterdeck.dashboard.web;

/**
 * What a route answers.
 *
 * @param body becomes JSON; null for none
 * @param tag of what the answer rests on: equal tags of one URL have equal bodies, so a browser may ask whether anything
 *     is new; null for what moves
 * @param streamed whether the route has written its answer itself
 */
public record Answer(int status, Object body, String tag, boolean streamed) {

    /** Something that moves: never kept by a browser. */
    public static Answer of(Object body) {
        return new Answer(200, body, null, false);
    }

    /** Something that stays as it is as long as the tag does. */
    public static Answer tagged(String tag, Object body) {
        return new Answer(200, body, tag, false);
    }

    public static Answer accepted(Object body) {
        return new Answer(202, body, null, false);
    }

    public static Answer nothing() {
        return new Answer(204, null, null, false);
    }

    /** The route has written everything. */
    public static Answer written() {
        return new Answer(200, null, null, true);
    }
}
