package dev.millrace.deploy.network;

import java.util.Locale;

/**
 * A port of a host.
 *
 * @param protocol {@code TCP} or {@code UDP}
 * @param number 1 to 65535
 */
public record Port(String protocol, int number) {

    public static Port tcp(int number) {
        return new Port("TCP", number);
    }

    public static Port udp(int number) {
        return new Port("UDP", number);
    }

    @Override
    public String toString() {
        return protocol.equals("TCP") ? Integer.toString(number) : number + "/" + protocol.toLowerCase(Locale.ROOT);
    }
}
