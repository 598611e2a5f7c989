package klt.controller.webhook;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Addresses of cloud metadata services, which give credentials to every client. */
final class MetadataAddresses {

    /** Those of EC2, Google Cloud, Alibaba Cloud, Oracle Cloud and Azure that are not link-local. */
    private static final Set<InetAddress> KNOWN = Stream.of(
                    "fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192", "168.63.129.16")
            .map(MetadataAddresses::literal)
            .collect(Collectors.toUnmodifiableSet());

    /** The prefix with which NAT64 embeds IPv4 addresses (RFC 6052). */
    private static final byte[] NAT64 = Arrays.copyOf(literal("64:ff9b::").getAddress(), 12);

    private MetadataAddresses() {}

    /** Parses an address; a literal needs no name server. */
    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }

    /**
     * Checks the addresses of a host.
     *
     * @throws IOException if it is unknown, or has a link-local address or that of a metadata service
     */
    static void check(String host) throws IOException {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new IOException("there is no host of this name", e);
        }
        for (InetAddress address : addresses) {
            if (isForbidden(address)) {
                throw new IOException("the address " + address.getHostAddress()
                        + " is link-local or that of a metadata service, which the controller never calls");
            }
        }
    }

    private static boolean isForbidden(InetAddress address) throws UnknownHostException {
        InetAddress actual = embedded(address);
        return actual.isLinkLocalAddress() || KNOWN.contains(actual);
    }

    private static InetAddress embedded(InetAddress address) throws UnknownHostException {
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address && Arrays.equals(bytes, 0, NAT64.length, NAT64, 0, NAT64.length)
                ? Inet4Address.getByAddress(Arrays.copyOfRange(bytes, NAT64.length, bytes.length))
                : address;
    }
}
