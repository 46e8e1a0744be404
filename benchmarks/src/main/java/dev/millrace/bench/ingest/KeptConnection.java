package dev.millrace.bench.ingest;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;

/**
 * A connection that is used again for each request, read with next to no work: client and server share the processor, so the
 * client's own work would be measured as the server's.
 */
final class KeptConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final URI address;
    private Socket socket;
    private BufferedInputStream in;

    KeptConnection(URI address) throws IOException {
        this.address = address;
        this.socket = open();
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    private Socket open() throws IOException {
        var opened = new Socket(address.getHost(), address.getPort());
        opened.setTcpNoDelay(true);
        opened.setSoTimeout(TIMEOUT_MILLIS);
        return opened;
    }

    /** Sends a request, reads the whole response and returns its status. */
    int send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        String first = line();
        int status = Integer.parseInt(first.split(" ", 3)[1]);
        long length = 0;
        boolean ends = false;
        boolean chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length =
                        Long.parseLong(header.substring(header.indexOf(':') + 1).strip());
            }
            ends |= header.startsWith("connection: close");
            chunked |= header.startsWith("transfer-encoding: chunked");
        }
        if (chunked) {
            while ((length = Long.parseLong(line(), 16)) > 0) {
                in.skipNBytes(length);
                line();
            }
            line();
        } else {
            in.skipNBytes(length);
        }
        if (ends) {
            reopen();
        }
        return status;
    }

    /** After a response that ended the connection, or a failure. */
    void reopen() throws IOException {
        socket.close();
        socket = open();
        in = new BufferedInputStream(socket.getInputStream());
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        int next;
        while ((next = in.read()) != '\n') {
            if (next < 0) {
                throw new EOFException("the connection ended within a response");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
