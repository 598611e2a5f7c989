package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import klt.systemtests.AclKafka.Granted;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;
import org.junit.jupiter.api.Test;

/** The commands in {@code docs/security.md} grant what the manifest grants. */
class AclDocumentTest {

    private static final String COMMAND = "acl --";

    @Test
    void theCommandsGrantTheAclsOfTheManifest() throws IOException {
        List<String> commands = Files.readAllLines(Command.checkout().resolve("docs/security.md")).stream()
                .filter(line -> line.startsWith(COMMAND))
                .toList();

        assertThat(commands.stream().flatMap(AclDocumentTest::bindings))
                .containsExactlyInAnyOrderElementsOf(AclKafka.manifest()
                        .map(granted -> binding(granted.resource(), granted))
                        .toList());
    }

    private static String binding(ResourcePattern resource, Granted granted) {
        return resource + " " + SecurityUtils.operationName(granted.operation());
    }

    private static Stream<String> bindings(String command) {
        List<String> words = List.of(command.replace("'", "").split(" "));
        List<String> operations = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("--operation")) {
                operations.add(words.get(i + 1));
            }
        }
        ResourceType type = switch (words.get(1)) {
            case "--topic" -> ResourceType.TOPIC;
            case "--group" -> ResourceType.GROUP;
            case "--transactional-id" -> ResourceType.TRANSACTIONAL_ID;
            case "--cluster" -> ResourceType.CLUSTER;
            default -> throw new AssertionError(command);
        };
        ResourcePattern resource = new ResourcePattern(
                type,
                type == ResourceType.CLUSTER ? Resource.CLUSTER_NAME : words.get(2),
                words.contains("prefixed") ? PatternType.PREFIXED : PatternType.LITERAL);
        return operations.stream().map(operation -> resource + " " + operation);
    }
}
