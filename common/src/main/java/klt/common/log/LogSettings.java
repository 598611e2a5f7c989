package klt.common.log;

import java.util.Map;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;

/**
 * How this process logs. Logback reads its configuration, and system properties, when the process creates its first logger: choose a
 * configuration before that.
 */
public final class LogSettings {

    private static final String CONFIGURATION = "logback.configurationFile";
    private static final String FORMAT = "log.format";

    private LogSettings() {}

    /**
     * Log by this configuration, in the format of the variable {@code LOG_FORMAT}.
     *
     * @param resource on the class path; a configuration chosen on the command line of the JVM overrides it
     * @param context what every line carries, as properties that the configuration knows
     * @throws ConfigurationException for an unknown format
     */
    public static void apply(Environment environment, String resource, Map<String, String> context) {
        System.setProperty(FORMAT, environment.choice("LOG_FORMAT", "text", "json"));
        context.forEach(System::setProperty);
        use(resource);
    }

    /** Log by this configuration, which has one format. */
    public static void use(String resource) {
        if (System.getProperty(CONFIGURATION) == null) {
            System.setProperty(CONFIGURATION, resource);
        }
    }
}
