package dev.millrace.standalone.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Gives out ports on the loopback address: the usual one when it is free, else any free one, never one twice. */
public final class PortChoice {

    private final Set<Integer> given = new HashSet<>();

    /**
     * A port that nothing listens on now.
     *
     * @param usual 1 to 65535; 0 asks for any free port
     * @throws StartFailed if the machine has no free port
     */
    public synchronized int choose(int usual) {
        if (usual != 0 && !given.contains(usual) && isFree(usual)) {
            given.add(usual);
            return usual;
        }
        int port = anyFree();
        while (!given.add(port)) {
            port = anyFree();
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false; // somebody listens there: that is the answer, not a failure
        }
    }

    private static int anyFree() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartFailed("this machine has no free port: " + e.getMessage(), e);
        }
    }
}
