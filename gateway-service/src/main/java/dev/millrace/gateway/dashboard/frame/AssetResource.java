package dev.millrace.gateway.dashboard.frame;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The files that pages load, for everyone. */
@Path("/ui/assets/{version}/{file}")
@PermitAll
class AssetResource {

    /** An instance of another release may have rendered the page: its file gets what is here, which is kept for a short time. */
    private static final String OTHER_VERSION = "public, max-age=60";

    private static final String FOR_GOOD = "public, max-age=31536000, immutable";

    private final Assets assets;

    AssetResource(Assets assets) {
        this.assets = assets;
    }

    /** A file. 404 if there is none of this name. */
    @GET
    public Response read(
            @RestPath String version,
            @RestPath String file,
            @HeaderParam(HttpHeaders.ACCEPT_ENCODING) @Nullable String accepted) {
        Assets.Asset asset = assets.find(file).orElseThrow(NotFoundException::new);
        boolean gzip = accepted != null && accepted.contains("gzip");
        var response = Response.ok(gzip ? asset.compressed() : asset.content(), asset.type())
                .header(HttpHeaders.CACHE_CONTROL, version.equals(asset.version()) ? FOR_GOOD : OTHER_VERSION)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        return gzip ? response.header(HttpHeaders.CONTENT_ENCODING, "gzip").build() : response.build();
    }
}
