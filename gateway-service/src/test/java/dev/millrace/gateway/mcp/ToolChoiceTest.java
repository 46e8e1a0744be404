package dev.millrace.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.gateway.route.OwnerClient.Origin;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolChoiceTest {

    private static final Set<Scope> ALL = Set.of(Scope.GIT_READ, Scope.GIT_WRITE, Scope.ORG_READ);

    @Test
    void containsAllToolsUnlessTheAddressChooses() {
        assertThat(names(ToolChoice.of(Map.of()), ALL))
                .hasSameSizeAs(ToolCatalog.all())
                .contains("read_file", "commit_files", "get_build");
    }

    @Test
    void containsTheSetsThatTheAddressNames() {
        assertThat(names(choice("tools", "read"), ALL))
                .contains("read_file")
                .doesNotContain("commit_files", "get_build");
        assertThat(names(choice("tools", "write,builds"), ALL))
                .contains("commit_files", "get_build")
                .doesNotContain("read_file");
    }

    @Test
    void leavesOutWhatChangesSomething() {
        for (String name : List.of("read_only", "readonly", "read-only")) {
            assertThat(names(choice(name, "true"), ALL)).contains("read_file").doesNotContain("commit_files");
            assertThat(names(choice(name, ""), ALL)).doesNotContain("delete_branch", "merge_branches");
        }
        assertThat(names(choice("read_only", "false"), ALL)).contains("commit_files");
    }

    @Test
    void leavesOutWhatTheTokenMayNotDo() {
        assertThat(names(ToolChoice.of(Map.of()), Set.of(Scope.GIT_READ)))
                .contains("read_file", "get_build")
                .doesNotContain("commit_files", "list_repositories");
    }

    @Test
    void refusesAMisspelledRestriction() {
        assertThatThrownBy(() -> choice("readOnly", "true")).isInstanceOf(MillraceException.class);
        assertThatThrownBy(() -> choice("read_only", "yes")).hasMessageContaining("'yes'");
        assertThatThrownBy(() -> choice("tools", "read,wirte"))
                .hasMessage("there is no set of tools 'wirte'; there are read, write, builds");
        assertThatThrownBy(() -> choice("tools", "")).isInstanceOf(MillraceException.class);
    }

    @Test
    void restrictsToolsToARepository() throws ToolFailure {
        var fixed = new AgentRequest(caller(ALL), choice("repository", "acme/widgets"), origin());

        assertThat(ToolCatalog.all().stream().filter(fixed::mayUse).map(McpTool::name))
                .contains("list_files")
                .doesNotContain("list_repositories");
        assertThat(call(fixed, Map.of()).repositoryPath("commits")).isEqualTo("/api/repos/acme%2Fwidgets/commits");
        assertThatThrownBy(() -> call(fixed, Map.of("repository", "acme/other")).repositoryPath("commits"))
                .isInstanceOf(ToolFailure.class)
                .hasMessageContaining("acme/other");
        assertThatThrownBy(() -> call(fixed, Map.of()).requireRepository("acme/other"))
                .isInstanceOf(ToolFailure.class);
    }

    private static ToolCall call(AgentRequest request, Map<String, ?> arguments) {
        return new ToolCall(new Given(arguments), request, null);
    }

    private static ToolChoice choice(String name, String value) {
        return ToolChoice.of(Map.of(name, List.of(value)));
    }

    private static List<String> names(ToolChoice choice, Set<Scope> scopes) {
        var request = new AgentRequest(caller(scopes), choice, origin());
        return ToolCatalog.all().stream()
                .filter(request::mayUse)
                .map(McpTool::name)
                .toList();
    }

    private static Caller caller(Set<Scope> scopes) {
        return new Caller("acme", "agent", Optional.empty(), scopes, List.of(), Instant.MAX);
    }

    private static Origin origin() {
        return new Origin(Map.of(), gone -> {});
    }
}
