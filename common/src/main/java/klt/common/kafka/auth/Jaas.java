package klt.common.kafka.auth;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/** Values of {@code sasl.jaas.config}. */
final class Jaas {

    private static final Pattern QUOTED = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"");
    private static final Pattern MODULE = Pattern.compile(
            "(?:^|;)\\s*([\\w.$]+)\\s+(?:required|requisite|sufficient|optional)\\b", Pattern.CASE_INSENSITIVE);

    private Jaas() {}

    /** Returns the classes of the login modules. */
    static Set<String> modules(String jaas) {
        return MODULE.matcher(QUOTED.matcher(jaas).replaceAll("\"\""))
                .results()
                .map((MatchResult module) -> module.group(1))
                .collect(Collectors.toSet());
    }

    /** Returns a value in quotes. It must be a single line. */
    static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** Returns the options of the only login module, as Kafka reads them. */
    static Map<String, String> options(String jaas) {
        Map<String, String> options = new HashMap<>();
        JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(jaas)))
                .configurationEntries()
                .getFirst()
                .getOptions()
                .forEach((name, value) -> options.put(name, String.valueOf(value)));
        return options;
    }

    /**
     * Returns the options of the only login module, or empty if Kafka cannot read the value, or does not allow the module. The reason is
     * dropped, because Kafka's message can contain a piece of the password.
     */
    static Optional<Map<String, String>> readable(String jaas) {
        try {
            return Optional.of(options(jaas));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
