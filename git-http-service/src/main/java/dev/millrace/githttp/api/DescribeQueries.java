package dev.millrace.githttp.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/**
 * Adds the parameters of queries to the description of calls that read them with {@link ApiQuery}, which accepts both generations of
 * names. The newer ones are described.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DescribeQueries implements OASFilter {

    /** The part of a path that both generations share. */
    private static final Pattern CALL = Pattern.compile("/api/(?:v1/repos|repos/\\{repo})/(.+)");

    private static final String REF = "ref";
    private static final String EPHEMERAL = "ephemeral";
    private static final String LIMIT = "limit";
    private static final String CURSOR = "cursor";

    /** By call; an exclamation mark ends the name of a parameter that is needed, an asterisk that of one that may repeat. */
    private static final Map<String, List<String>> QUERIES = Map.ofEntries(
            Map.entry("file", List.of("path!", REF, EPHEMERAL)),
            Map.entry("files", List.of(REF, "path", "recursive", EPHEMERAL, LIMIT, CURSOR)),
            Map.entry("files/metadata", List.of(REF, "path", EPHEMERAL, LIMIT, CURSOR)),
            Map.entry("blame", List.of("path!", REF, "range*", EPHEMERAL)),
            Map.entry("commits", List.of(REF, "path", EPHEMERAL, LIMIT, CURSOR)),
            Map.entry("commit", List.of("ref!", EPHEMERAL)),
            Map.entry(
                    "diff",
                    List.of(
                            "ref!",
                            "base_ref",
                            "git_apply_compatible",
                            "path*",
                            "ref_is_ephemeral",
                            "base_is_ephemeral")),
            Map.entry(
                    "branches/diff",
                    List.of(
                            "ref!",
                            "base_ref",
                            "git_apply_compatible",
                            "path*",
                            "ref_is_ephemeral",
                            "base_is_ephemeral")),
            Map.entry("branches", List.of(EPHEMERAL, LIMIT, CURSOR)),
            Map.entry("branch", List.of("name!", EPHEMERAL)),
            Map.entry("tags", List.of(LIMIT, CURSOR)),
            Map.entry("tag", List.of("name!")),
            Map.entry("notes", List.of("object_ref!", "notes_ref")),
            Map.entry("notes/refs", List.of("prefix", LIMIT, CURSOR)),
            Map.entry(
                    "merge/preview",
                    List.of(
                            "source_ref!",
                            "target_branch!",
                            "include_content",
                            "source_is_ephemeral",
                            "target_is_ephemeral")));

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
            return;
        }
        document.getPaths().getPathItems().forEach((path, item) -> {
            Matcher call = CALL.matcher(path);
            if (call.matches()) {
                List<String> query = QUERIES.getOrDefault(call.group(1), List.of());
                reading(item).forEach(operation -> query.forEach(name -> operation.addParameter(parameter(name))));
            }
        });
    }

    private static List<Operation> reading(PathItem item) {
        return Optional.ofNullable(item.getGET()).map(List::of).orElse(List.of());
    }

    private static Parameter parameter(String written) {
        boolean isNeeded = written.endsWith("!");
        boolean mayRepeat = written.endsWith("*");
        String name = written.replaceAll("[!*]$", "");
        var one = OASFactory.createSchema().addType(type(name));
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.QUERY)
                .required(isNeeded)
                .schema(
                        mayRepeat
                                ? OASFactory.createSchema()
                                        .addType(SchemaType.ARRAY)
                                        .items(one)
                                : one);
    }

    private static SchemaType type(String name) {
        if (name.equals(LIMIT)) {
            return SchemaType.INTEGER;
        }
        return name.equals(EPHEMERAL)
                        || name.equals("recursive")
                        || name.equals("include_content")
                        || name.endsWith("_ephemeral")
                        || name.endsWith("_compatible")
                ? SchemaType.BOOLEAN
                : SchemaType.STRING;
    }
}
