package dev.millrace.bench.api;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One {@code git cat-file --batch} that runs all the time, as a service keeps it that starts no process for each read. */
final class CatFileBatch implements AutoCloseable {

    private final Process process;
    private final InputStream out;

    CatFileBatch(Path bare) throws IOException {
        process = new ProcessBuilder("git", "cat-file", "--batch")
                .directory(bare.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        out = new BufferedInputStream(process.getInputStream());
    }

    /** The content of an object, by any name that git resolves. */
    byte[] read(String name) throws IOException {
        process.getOutputStream().write((name + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        var head = new StringBuilder();
        for (int c = out.read(); c != '\n'; c = out.read()) {
            if (c < 0) {
                throw new UnexpectedAnswer("git cat-file has ended");
            }
            head.append((char) c);
        }
        String[] parts = head.toString().split(" ");
        if (parts.length != 3) {
            throw new UnexpectedAnswer("git cat-file responds: " + head);
        }
        byte[] content = out.readNBytes(Integer.parseInt(parts[2]));
        out.skipNBytes(1);
        return content;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
