package klt.controller.http.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import klt.controller.http.request.Authority;

/**
 * An IP address, or a range in CIDR notation.
 *
 * @param bits number of leading bits that an address in this range shares with {@code first}
 */
record AddressRange(InetAddress first, int bits) {

    /** Returns empty if the text is neither an address nor a range, such as 10.0.0.7 or 10.0.0.0/8. */
    static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        return address(address).flatMap(first -> {
            int all = first.getAddress().length * Byte.SIZE;
            try {
                int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
                return bits >= 0 && bits <= all ? Optional.of(new AddressRange(first, bits)) : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
    }

    /** Parses an address without ever asking a name server. */
    private static Optional<InetAddress> address(String text) {
        String literal = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (Authority.parse(literal.indexOf(':') < 0 ? literal : "[" + literal + "]")
                .filter(Authority::isAddress)
                .isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** @param text an IP address */
    boolean contains(String text) {
        return address(text).filter(this::contains).isPresent();
    }

    private boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
