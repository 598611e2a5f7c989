package klt.common.kafka.auth;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The client properties of a preset, as derived from its files.
 *
 * @param properties without those that the operator set
 * @param identity the client's certificate, if the client has one
 */
record AuthProperties(Map<String, String> properties, Optional<Validity> identity) {

    AuthProperties {
        properties = Map.copyOf(properties);
    }

    /**
     * When a certificate is valid.
     *
     * @param file the file that contains the certificate
     */
    record Validity(String file, Instant from, Instant until) {

        static Validity of(String file, X509Certificate certificate) {
            return new Validity(
                    file,
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant());
        }

        /** Returns why the certificate cannot be used, or empty if it is valid. */
        Optional<String> mistake(Instant now) {
            if (now.isAfter(until)) {
                return Optional.of("contains a certificate in " + file + " that expired at " + until + "; renew it");
            }
            return now.isBefore(from)
                    ? Optional.of("contains a certificate in " + file + " that is not valid before " + from
                            + "; check the clock of this machine, which says " + now)
                    : Optional.empty();
        }
    }

    /** Shows only names, because values may be secrets. */
    @Override
    public String toString() {
        return "AuthProperties" + properties.keySet();
    }
}
