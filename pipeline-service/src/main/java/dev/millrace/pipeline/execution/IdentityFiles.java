package dev.millrace.pipeline.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;

/** The identity tokens of an attempt: each in an environment variable, and in a file, since the tools of clouds read files. */
final class IdentityFiles {

    private static final String OF_FILE = "_FILE";

    private IdentityFiles() {}

    /**
     * Writes the files; returns what the environment of the job contains for them.
     *
     * @param tokens by variable
     * @param folder is deleted with the attempt
     */
    static Map<String, String> write(Map<String, String> tokens, Path folder) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        for (Map.Entry<String, String> token : tokens.entrySet()) {
            Path file = folder.resolve("identity-" + token.getKey());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, token.getValue());
            environment.put(token.getKey(), token.getValue());
            environment.put(token.getKey() + OF_FILE, file.toString());
        }
        return environment;
    }
}
