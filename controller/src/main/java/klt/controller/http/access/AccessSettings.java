package klt.controller.http.access;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import klt.common.clock.Ticker;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.controller.http.request.AllowedHosts;
import klt.controller.http.request.Authority;
import klt.controller.http.request.Origins;

/**
 * Who may do what.
 *
 * @param loopback whether only programs on this machine can connect
 */
public record AccessSettings(Authentication authentication, AllowedHosts hosts, Origins origins, boolean loopback) {

    /**
     * @param host the address on which the controller listens
     * @throws ConfigurationException if a variable is missing or invalid; the message contains no secret
     */
    public static AccessSettings from(Environment environment, String host, Ticker ticker, InstantSource clock) {
        Authentication authentication = Authentication.from(environment, ticker, clock);
        Origins origins = origins(environment);
        AllowedHosts listed = hosts(environment, host, origins);
        return new AccessSettings(
                authentication,
                authentication.stopsRebinding()
                                && environment.list(AllowedHosts.VARIABLE).isEmpty()
                        ? new AllowedHosts(Set.of(), true)
                        : listed,
                origins,
                isLoopback(host));
    }

    private static Origins origins(Environment environment) {
        return new Origins(environment.list(Origins.VARIABLE).stream()
                .map(text -> Origins.canonical(text)
                        .orElseThrow(() -> new ConfigurationException(
                                Origins.VARIABLE,
                                "takes origins such as https://load.example.com, not '" + text + "'")))
                .collect(Collectors.toSet()));
    }

    /** The names in allowed origins are allowed too: they are addresses of this controller. */
    private static AllowedHosts hosts(Environment environment, String host, Origins origins) {
        List<String> listed = environment.list(AllowedHosts.VARIABLE);
        for (String name : listed) {
            String bare = name.startsWith(".") ? name.substring(1) : name;
            if (!name.equals(AllowedHosts.ANY) && Authority.parse(bare).isEmpty()) {
                throw new ConfigurationException(
                        AllowedHosts.VARIABLE,
                        "takes host names such as load.example.com, .example.com or *, not '" + name + "'");
            }
        }
        return AllowedHosts.of(listed).with(host).with(origins);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    /** Returns the same rules for a port without users. */
    public AccessSettings withoutUsers() {
        return new AccessSettings(new Authentication.None(), hosts, origins, loopback);
    }

    /** Returns whether anyone who reaches the port, from another machine too, can start load. */
    public boolean isOpen() {
        return authentication instanceof Authentication.None && !loopback;
    }
}
