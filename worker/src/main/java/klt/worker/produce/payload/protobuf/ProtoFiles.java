package klt.worker.produce.payload.protobuf;

import com.squareup.wire.schema.CoreLoader;
import com.squareup.wire.schema.ErrorCollector;
import com.squareup.wire.schema.Linker;
import com.squareup.wire.schema.Loader;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.Schema;
import com.squareup.wire.schema.SchemaException;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import klt.common.text.OneLine;
import klt.worker.core.PayloadException;
import klt.worker.produce.registry.SchemaText;

/**
 * Parses a .proto file with those that it imports: files of {@code google/protobuf}, and schemas to which the registry has references.
 */
final class ProtoFiles implements Loader {

    /** The file itself, in errors that name a line and a column of it. */
    private static final String MAIN = "schema";

    /** Braces within each other; the parser calls itself for each. */
    private static final int NESTING_MAX = 100;

    private static final int PROBLEM_LENGTH_MAX = 300;

    private final Map<String, String> references;
    private final Set<String> missing = new TreeSet<>();

    private ProtoFiles(SchemaText text) {
        references = text.references().stream()
                .collect(Collectors.toMap(SchemaText.Reference::name, SchemaText.Reference::text));
    }

    /** @throws PayloadException if it is none, or imports one that is not there */
    static Schema parse(SchemaText text) {
        ProtoFiles files = new ProtoFiles(text);
        try {
            ProtoFile main = parse(MAIN, text.text());
            return new Linker(files, new ErrorCollector(), true, true).link(List.of(main));
        } catch (SchemaException | IllegalStateException | IllegalArgumentException e) {
            throw new PayloadException(text.name() + files.problem(e), e);
        }
    }

    private String problem(RuntimeException e) {
        return missing.isEmpty()
                ? " is not a Protobuf schema: " + OneLine.of(String.valueOf(e.getMessage()), PROBLEM_LENGTH_MAX)
                : " imports " + String.join(", ", missing)
                        + ", to which the registry has no reference; register the schema with its references and set"
                        + " payload.subject, or use one that contains them";
    }

    static ProtoFile main(Schema schema) {
        return Objects.requireNonNull(schema.protoFile(MAIN));
    }

    private static ProtoFile parse(String path, String text) {
        int nesting = 0;
        for (int i = 0; i < text.length(); i++) {
            nesting += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (nesting > NESTING_MAX) {
                throw new IllegalArgumentException("more than " + NESTING_MAX + " braces are within each other");
            }
        }
        return ProtoFile.Companion.get(ProtoParser.Companion.parse(Location.get(path), text));
    }

    @Override
    public ProtoFile load(String path) {
        String text = references.get(path);
        if (text != null) {
            return parse(path, text);
        }
        try {
            return CoreLoader.INSTANCE.load(path);
        } catch (IllegalStateException unknown) {
            missing.add(path);
            return ProtoFile.Companion.get(ProtoFileElement.Companion.empty(path));
        }
    }

    @Override
    public Loader withErrors(ErrorCollector errors) {
        return this;
    }
}
