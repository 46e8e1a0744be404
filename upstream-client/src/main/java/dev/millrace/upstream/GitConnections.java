package dev.millrace.upstream;

import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;

/**
 * The connections of one fetch by JGit's transport, which are requests of the {@link UpstreamClient}: to the upstream's own
 * origin only, so that no redirect that JGit follows carries the credential elsewhere. It keeps of the last response what
 * JGit reports as text only, or not at all. A response that is not a Git server's is a failure: JGit would mistake a sign-in
 * page, or an empty body, for the list of refs of a server without smart HTTP. For one thread; closing it aborts what is not
 * complete.
 */
public final class GitConnections implements HttpConnectionFactory, AutoCloseable {

    private final UpstreamClient client;
    private final UpstreamAccess access;
    private final RefListFilter refLists;
    private final List<GitConnection> open = new ArrayList<>();
    private Optional<UpstreamFailure> failure = Optional.empty();
    private Optional<URI> movedTo = Optional.empty();
    private boolean isSha256;

    /** @param refLists stream through which lists of refs are read */
    public GitConnections(UpstreamClient client, UpstreamAccess access, RefListFilter refLists) {
        this.client = client;
        this.access = access;
        this.refLists = refLists;
    }

    /** Sees the bytes of a list of refs, to count or to change them, before JGit does. */
    @FunctionalInterface
    public interface RefListFilter {

        /** The list as JGit is to see it. */
        InputStream filter(InputStream list);
    }

    @Override
    public HttpConnection create(URL url) {
        open.removeIf(GitConnection::isComplete);
        var connection = new GitConnection(this, client, access, url, refLists);
        open.add(connection);
        return connection;
    }

    /** @param proxy ignored: the addresses to connect to were checked */
    @Override
    public HttpConnection create(URL url, Proxy proxy) {
        return create(url);
    }

    /** What the last response, or its absence, means; empty if it was none or a success. */
    public Optional<UpstreamFailure> failure() {
        return failure;
    }

    /**
     * Where the upstream permanently redirected the request for its refs, on its own origin.
     *
     * @return without user name, query and {@code /info/refs}; empty if it was not redirected
     */
    public Optional<URI> movedTo() {
        return movedTo;
    }

    /** Whether the upstream names its objects by SHA-256. */
    public boolean isSha256() {
        return isSha256;
    }

    void succeeded() {
        failure = Optional.empty();
    }

    void failed(UpstreamFailure reason) {
        failure = Optional.of(reason);
    }

    void usesSha256() {
        isSha256 = true;
    }

    void moved(URI target) {
        movedTo = Optional.of(target).filter(access::hasOrigin).or(() -> movedTo);
    }

    @Override
    public void close() {
        open.forEach(GitConnection::close);
        open.clear();
    }
}
