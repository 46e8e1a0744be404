package dev.millrace.githttp.content;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Writes the files of a commit as {@code tar.gz}, one after the other, as {@code git archive} does. */
final class WriteArchive {

    private static final int BUFFER = 64 * 1024;

    private final ObjectReader reader;
    private final TarArchiveOutputStream tar;
    private final Request request;
    private final Set<String> folders = new HashSet<>();
    private final long modifiedMillis;

    /**
     * What is written.
     *
     * @param maxBlobSize bytes; larger files are left out
     * @param prefix before each path; empty, or ends with {@code /}
     */
    record Request(ObjectId commit, PathGlobs globs, long maxBlobSize, String prefix) {}

    private WriteArchive(ObjectReader reader, TarArchiveOutputStream tar, Request request, Instant modifiedAt) {
        this.reader = reader;
        this.tar = tar;
        this.request = request;
        this.modifiedMillis = modifiedAt.toEpochMilli();
    }

    /** Writes it; the caller closes the stream. */
    static void to(OutputStream out, Repository git, Request request) throws IOException {
        var gzip = new GZIPOutputStream(new BufferedOutputStream(out, BUFFER), BUFFER);
        var tar = new TarArchiveOutputStream(gzip, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        try (RevWalk walk = new RevWalk(git)) {
            RevCommit commit = walk.parseCommit(request.commit());
            new WriteArchive(walk.getObjectReader(), tar, request, Instant.ofEpochSecond(commit.getCommitTime()))
                    .write(commit);
        }
        tar.finish();
        gzip.finish();
        gzip.flush();
    }

    private void write(RevCommit commit) throws IOException {
        addFolders(request.prefix());
        try (TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(commit.getTree());
            while (walk.next()) {
                if (walk.isSubtree()) {
                    walk.enterSubtree();
                    continue;
                }
                Entry entry = new Entry(walk.getPathString(), walk.getFileMode(0), walk.getObjectId(0));
                if (request.globs().includes(entry.path())) {
                    add(entry);
                }
            }
        }
    }

    private void add(Entry entry) throws IOException {
        String path = request.prefix() + entry.path();
        if (!entry.isFile()) {
            // as git archive does: a submodule is an empty folder
            addFolders(path + "/");
            return;
        }
        ObjectLoader file = reader.open(entry.id(), Constants.OBJ_BLOB);
        if (file.getSize() > request.maxBlobSize()) {
            return;
        }
        addFolders(path.substring(0, path.lastIndexOf('/') + 1));
        if (entry.mode().equals(FileMode.SYMLINK)) {
            TarArchiveEntry link = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
            link.setLinkName(new String(file.getBytes(BUFFER), StandardCharsets.UTF_8));
            put(link, 0777);
        } else {
            TarArchiveEntry header = new TarArchiveEntry(path);
            header.setSize(file.getSize());
            put(header, entry.mode().equals(FileMode.EXECUTABLE_FILE) ? 0775 : 0664);
            file.copyTo(tar);
        }
        tar.closeArchiveEntry();
    }

    /** Adds the folders of a path that ends with {@code /}, unless they were added before. */
    private void addFolders(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String folder = path.substring(0, slash + 1);
            if (folders.add(folder)) {
                put(new TarArchiveEntry(folder), 0775);
                tar.closeArchiveEntry();
            }
        }
    }

    private void put(TarArchiveEntry header, int mode) throws IOException {
        header.setMode(mode);
        header.setModTime(modifiedMillis);
        header.setUserName("root");
        header.setGroupName("root");
        tar.putArchiveEntry(header);
    }
}
