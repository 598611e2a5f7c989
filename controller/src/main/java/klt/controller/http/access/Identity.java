package klt.controller.http.access;

/** Who sent a request. */
sealed interface Identity {

    record Known(User user) implements Identity {}

    /** @param why what the client has to do, in words */
    record Unknown(String why) implements Identity {}
}
