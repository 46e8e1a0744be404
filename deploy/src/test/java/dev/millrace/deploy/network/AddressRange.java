package dev.millrace.deploy.network;

import java.math.BigInteger;
import java.net.InetAddress;

/** A range of addresses in CIDR notation, such as {@code 10.0.0.0/8}. */
record AddressRange(InetAddress first, int prefix) {

    static AddressRange of(String cidr) {
        int slash = cidr.indexOf('/');
        return new AddressRange(
                InetAddress.ofLiteral(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
    }

    /** Always false for an address of the other version of IP. */
    boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        int rest = mine.length * 8 - prefix;
        return new BigInteger(1, mine).shiftRight(rest).equals(new BigInteger(1, other).shiftRight(rest));
    }
}
