package klt.worker.produce.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;

/**
 * The schema registry's address and the worker's credentials. They only come from the environment, because a spec must not be able to make
 * a worker call arbitrary addresses.
 *
 * @param url the address, without a trailing slash
 * @param userInfo {@code user:password} for HTTP basic authentication
 */
public record RegistrySettings(String url, Optional<String> userInfo) {

    public static final String URL_VARIABLE = "SCHEMA_REGISTRY_URL";
    public static final String USER_INFO_VARIABLE = "SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO";

    /**
     * @return the settings; empty if no registry is configured
     * @throws ConfigurationException for an invalid variable
     */
    public static Optional<RegistrySettings> from(Environment environment) {
        Optional<String> userInfo = environment.text(USER_INFO_VARIABLE);
        if (userInfo.filter(text -> text.indexOf(':') < 1).isPresent()) {
            throw new ConfigurationException(USER_INFO_VARIABLE, "takes user:password");
        }
        return environment.text(URL_VARIABLE).map(url -> new RegistrySettings(checked(url), userInfo));
    }

    private static String checked(String text) {
        String problem = "takes the URL of a schema registry, such as http://registry:8081";
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            // do not show the value, which may include a password
            throw new ConfigurationException(URL_VARIABLE, problem);
        }
        if (url.getRawUserInfo() != null) {
            throw new ConfigurationException(
                    URL_VARIABLE, problem + ", without a password; set " + USER_INFO_VARIABLE + " for that");
        }
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new ConfigurationException(URL_VARIABLE, problem + ", not '" + text + "'");
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Returns the settings for display, without the password. */
    @Override
    public String toString() {
        return url;
    }
}
