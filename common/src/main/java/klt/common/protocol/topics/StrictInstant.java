package klt.common.protocol.topics;

import java.time.DateTimeException;
import java.time.Instant;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads instants from ISO strings only. Jackson's own deserializer also accepts numbers, and reads a number such as 1e300 as 1970. */
final class StrictInstant extends StdDeserializer<Instant> {

    StrictInstant() {
        super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context) {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (Instant) context.handleUnexpectedToken(Instant.class, parser);
        }
        try {
            return Instant.parse(parser.getString());
        } catch (DateTimeException e) {
            return (Instant) context.handleWeirdStringValue(Instant.class, parser.getString(), "no ISO instant");
        }
    }
}
