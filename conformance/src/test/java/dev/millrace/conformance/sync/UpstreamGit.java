package dev.millrace.conformance.sync;

import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A bare repository at a {@link Forge}, changed by git's plumbing. */
final class UpstreamGit {

    private final TestGit git;
    private final Path directory;
    private final Forge forge;
    private final String owner;
    private final String name;

    private UpstreamGit(TestGit git, Forge forge, String owner, String name) {
        this.git = git;
        this.directory = git.folder();
        this.forge = forge;
        this.owner = owner;
        this.name = name;
    }

    static UpstreamGit create(Path directory, Forge forge, String owner, String name) {
        try {
            Files.createDirectories(directory.resolve("faults"));
            Files.createDirectories(directory.resolve("large"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new UpstreamGit(TestGit.initBare(directory), forge, owner, name);
    }

    Forge forge() {
        return forge;
    }

    String owner() {
        return owner;
    }

    String name() {
        return name;
    }

    String git(String... arguments) {
        return git.ok(arguments);
    }

    /** Changes many refs at once: lines of {@code git update-ref --stdin}. */
    void updateRefs(String lines) {
        git.okWith(lines, "update-ref", "--stdin");
    }

    /** Adds tags as git does when it packs refs; fast even for very many. */
    void packTags(Stream<String> names, String id) {
        String lines = names.sorted()
                .map(name -> "%s refs/tags/%s\n".formatted(id, name))
                .collect(Collectors.joining());
        write(
                directory.resolve("packed-refs"),
                ("# pack-refs with: peeled fully-peeled sorted \n" + lines).getBytes(StandardCharsets.UTF_8));
    }

    /** Creates a commit that is on no branch, with one file. */
    String commit(String file, String content, String... parents) {
        return commit(Map.of(file, content), parents);
    }

    /** As {@link #commit(String, String, String...)}. */
    String commit(Map<String, String> files, String... parents) {
        var tree = new StringBuilder();
        new TreeMap<>(files)
                .forEach((file, content) -> tree.append(
                        "100644 blob %s\t%s\n".formatted(git.okWith(content, "hash-object", "-w", "--stdin"), file)));
        var arguments = new java.util.ArrayList<>(
                java.util.List.of("commit-tree", "-m", "change", git.okWith(tree.toString(), "mktree")));
        for (String parent : parents) {
            arguments.add("-p");
            arguments.add(parent);
        }
        return git(arguments.toArray(String[]::new));
    }

    /** Adds a commit to a branch. */
    String push(String branch, String content) {
        String ref = "refs/heads/" + branch;
        String tip = refs().get(ref);
        return set(ref, tip == null ? commit("a.txt", content) : commit("a.txt", content, tip));
    }

    /** Adds a commit with an incompressible file. */
    String pushIncompressible(String branch, int bytes) {
        byte[] noise = new byte[bytes];
        new Random(branch.hashCode()).nextBytes(noise);
        return push(branch, HexFormat.of().formatHex(noise));
    }

    String set(String ref, String id) {
        git("update-ref", ref, id);
        return id;
    }

    Map<String, String> refs() {
        return git.refs();
    }

    /** The target of HEAD; empty if there is none. */
    String head() {
        return git("ls-remote", directory.toString(), "HEAD").replaceAll("\\s.*", "");
    }

    /** Makes the next request fail in a given way; see {@link RealForges}. */
    void fault(String kind, String content) {
        write(directory.resolve("faults").resolve(kind), content.getBytes(StandardCharsets.UTF_8));
    }

    /** Deletes an object. */
    void lose(String id) {
        try {
            Files.delete(
                    directory.resolve("objects").resolve(id.substring(0, 2)).resolve(id.substring(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stores the only large file; returns the pointer to it. */
    String large(byte[] content, String address) {
        String oid = sha256(content);
        write(directory.resolve("large").resolve(oid), content);
        write(directory.resolve("large/batch.json"), """
                {"transfer":"basic","objects":[{"oid":"%s","size":%d,"actions":{"download":{"href":"%s/%s"}}}]}
                """.formatted(oid, content.length, address, oid)
                .getBytes(StandardCharsets.UTF_8));
        return "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n".formatted(oid, content.length);
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
