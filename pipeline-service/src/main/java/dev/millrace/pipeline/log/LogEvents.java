package dev.millrace.pipeline.log;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.pipeline.build.RunState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A log as server-sent events (HTML Living Standard, 9.2): {@code output} with JSON {@code {"text": ...}}, at the end {@code
 * end} with {@code {"state": ...}}. The id of an event is the offset of the byte after it. While nothing is printed, comments keep
 * the connection open.
 */
final class LogEvents implements LogListener {

    private static final int RECONNECT_MILLIS = 2_000;

    private final OutputStream out;
    private final ObjectMapper json;
    private final BooleanSupplier gone;

    /** @param gone whether the reader has closed the connection */
    LogEvents(OutputStream out, ObjectMapper json, BooleanSupplier gone) {
        this.out = out;
        this.json = json;
        this.gone = gone;
    }

    /** Sends the head of the response, so that the reader knows that it is connected. */
    void begin() throws IOException {
        send("retry: %d\n\n".formatted(RECONNECT_MILLIS));
    }

    @Override
    public void output(String text, long next) throws IOException {
        send("id: %d\nevent: output\ndata: %s\n\n".formatted(next, json.writeValueAsString(Map.of("text", text))));
    }

    @Override
    public void quiet() throws IOException {
        send(": nothing new\n\n");
    }

    @Override
    public void end(RunState state, long next) throws IOException {
        send("id: %d\nevent: end\ndata: %s\n\n"
                .formatted(next, json.writeValueAsString(Map.of("state", state.wireName()))));
    }

    @Override
    public boolean isGone() {
        return gone.getAsBoolean();
    }

    private void send(String event) throws IOException {
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
