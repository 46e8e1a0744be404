package dev.millrace.standalone.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A port for a process that is started later. A listening socket holds it until {@link #release}, right before the
 * process starts, so that no other process chooses it meanwhile. Another process may still take it just before ours
 * binds it: then ours exits, {@link #isTaken} is true, and {@link #replace} holds another one.
 */
public final class ReservedPort {

    /**
     * Below the ports that systems give to outgoing connections (Linux from 32768, RFC 6335 from 49152): a process may
     * take minutes from its start until it binds its port, and such a connection could take the port by then.
     */
    private static final int LOWEST = 10_000;

    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 100;

    private final InetAddress address;
    private final int usual;
    private final boolean fixed;
    private int number;
    private @Nullable ServerSocket held;

    private ReservedPort(InetAddress address, int usual, boolean fixed) {
        this.address = address;
        this.usual = usual;
        this.fixed = fixed;
    }

    /**
     * The usual port on the loopback address if it is free, otherwise any free one.
     *
     * @param usual 1 to 65535; 0 for any free port
     * @throws StartFailed if the machine has no free port
     */
    public static ReservedPort usual(int usual) {
        return usual(InetAddress.getLoopbackAddress(), usual);
    }

    /** As {@link #usual(int)}, on another address of this machine. */
    public static ReservedPort usual(InetAddress address, int usual) {
        var port = new ReservedPort(address, usual, false);
        if (usual == 0 || !port.hold(usual)) {
            port.holdAny();
        }
        return port;
    }

    /**
     * Exactly this port.
     *
     * @throws StartFailed if it is taken
     */
    public static ReservedPort fixed(InetAddress address, int number) {
        var port = new ReservedPort(address, number, true);
        if (!port.hold(number)) {
            throw new StartFailed("port %d of %s is taken by another process, or is not ours to use"
                    .formatted(number, address.getHostAddress()));
        }
        return port;
    }

    /** 1 to 65535. */
    public synchronized int number() {
        return number;
    }

    /** Whether it differs from the usual one. */
    public boolean isMoved() {
        return usual != 0 && number() != usual;
    }

    /** Releases the port for the process that is started now. */
    public synchronized void release() {
        if (held != null) {
            close(held);
            held = null;
        }
    }

    /** Whether another process listens on it, so that ours cannot. */
    public synchronized boolean isTaken() {
        if (held != null) {
            return false;
        }
        try {
            close(bind(number));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Holds another port from now on; returns false, and changes nothing, if no other port is allowed. */
    public synchronized boolean replace() {
        if (fixed) {
            return false;
        }
        release();
        holdAny();
        return true;
    }

    private void holdAny() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (hold(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST))) {
                return;
            }
        }
        if (!hold(0)) {
            throw new StartFailed("no port is free on " + address.getHostAddress());
        }
    }

    private synchronized boolean hold(int wanted) {
        try {
            held = bind(wanted);
            number = held.getLocalPort();
            return true;
        } catch (IOException e) {
            return false; // another process listens there
        }
    }

    private ServerSocket bind(int wanted) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(address, wanted), 1);
            return socket;
        } catch (IOException e) {
            close(socket);
            throw e;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot close a socket", e);
        }
    }
}
