package klt.worker.produce.payload.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Descriptors that protoc made of the .proto files beside these tests, by {@code --include_imports --descriptor_set_out}. */
final class ProtoDescriptors {

    private ProtoDescriptors() {}

    static String text(String file) throws IOException {
        return new String(bytes(file + ".proto"), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(ProtoDescriptors.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        }
    }

    /** @param message its name without the package */
    static Descriptor message(String file, String message) throws IOException, DescriptorValidationException {
        Map<String, FileDescriptor> files = new HashMap<>();
        // a file is after those that it imports
        for (FileDescriptorProto proto :
                FileDescriptorSet.parseFrom(bytes(file + ".desc")).getFileList()) {
            FileDescriptor[] imports =
                    proto.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
            files.put(proto.getName(), FileDescriptor.buildFrom(proto, imports));
        }
        return Objects.requireNonNull(files.get(file + ".proto").findMessageTypeByName(message));
    }
}
