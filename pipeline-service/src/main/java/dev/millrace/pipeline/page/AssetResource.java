package dev.millrace.pipeline.page;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** The style sheet and the script of the pages, for everyone. */
@Path("/builds/assets/{file}")
@PermitAll
class AssetResource {

    private final PageAssets assets;

    AssetResource(PageAssets assets) {
        this.assets = assets;
    }

    /** A file. 404 if there is none of this name. */
    @GET
    public Response read(@PathParam("file") String file) {
        return assets.find(file)
                .map(asset -> Response.ok(asset.content(), asset.type())
                        .header(HttpHeaders.CACHE_CONTROL, "public, max-age=86400")
                        .header("X-Content-Type-Options", "nosniff")
                        .build())
                .orElseThrow(NotFoundException::new);
    }
}
