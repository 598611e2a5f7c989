package klt.controller.webhook;

import java.time.Instant;
import java.util.Optional;

/**
 * The result of an attempt to deliver a message.
 *
 * @param at when the attempt ended
 * @param type type of the message, such as {@code run.ended}
 * @param status HTTP status; empty if there was no response
 * @param error why the message was not delivered; empty if it was
 */
public record Attempt(Instant at, String type, Optional<Integer> status, Optional<String> error) {}
