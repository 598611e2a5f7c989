package klt.systemtests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import klt.common.spec.input.SpecText;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;
import tools.jackson.databind.JsonNode;

/** A broker with SCRAM and ACLs, whose users get the ACLs of the manifest {@code kafka-user}. Its first listener is the administrator's. */
record AclKafka(EmbeddedKafka kafka, Admin admin) implements AutoCloseable {

    private static final String MANIFEST = "k8s/components/kafka-user/user.yaml";
    private static final String LISTENER = "LOGIN";
    private static final String LOGIN_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule required";
    private static final String PASSWORD = "secret";
    private static final int ITERATIONS = 4_096;
    private static final Duration APPLIED_MAX = Duration.ofSeconds(30);

    /** An ACL of the manifest. */
    record Granted(ResourcePattern resource, String shownResource, AclOperation operation) {

        AclBinding to(String user) {
            return new AclBinding(
                    resource, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
        }

        /** Such as {@code topic klt- Read}, or {@code cluster Describe}. */
        @Override
        public String toString() {
            return shownResource + " " + SecurityUtils.operationName(operation);
        }
    }

    /** What a test does while an ACL is missing. */
    interface Action {
        void run() throws Exception;
    }

    static AclKafka start() {
        EmbeddedKafka kafka = EmbeddedKafka.builder()
                .listener(LISTENER, "SASL_PLAINTEXT")
                .property("sasl.enabled.mechanisms", "SCRAM-SHA-512")
                .property("listener.name.login.scram-sha-512.sasl.jaas.config", LOGIN_MODULE + ";")
                .property("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .property("super.users", "User:ANONYMOUS")
                .start();
        return new AclKafka(kafka, Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers())));
    }

    /** The ACLs of the manifest, in its order. */
    static Stream<Granted> manifest() {
        JsonNode user;
        try {
            user = SpecText.parseYaml(Files.readString(Command.checkout().resolve(MANIFEST)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return user.at("/spec/authorization/acls").valueStream().flatMap(AclKafka::granted);
    }

    private static Stream<Granted> granted(JsonNode acl) {
        JsonNode resource = acl.at("/resource");
        String type = resource.at("/type").asString();
        String name = resource.at("/name").asString(Resource.CLUSTER_NAME);
        PatternType pattern =
                resource.at("/patternType").asString("").equals("prefix") ? PatternType.PREFIXED : PatternType.LITERAL;
        ResourceType resourceType =
                SecurityUtils.resourceType(type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1));
        String shown = resourceType == ResourceType.CLUSTER ? type : type + " " + name;
        return acl.at("/operations")
                .valueStream()
                .map(operation -> new Granted(
                        new ResourcePattern(resourceType, name, pattern),
                        shown,
                        SecurityUtils.operation(operation.asString())));
    }

    /** The address of the listener with SCRAM. */
    String address() {
        return kafka.address(LISTENER);
    }

    /** The address of the listener on which everything is allowed. */
    String adminAddress() {
        return kafka.bootstrapServers();
    }

    /** The environment of a process that connects as a user. */
    Map<String, String> login(String user) {
        return Map.of(
                "KAFKA_CLIENT_SECURITY_PROTOCOL",
                "SASL_PLAINTEXT",
                "KAFKA_CLIENT_SASL_MECHANISM",
                "SCRAM-SHA-512",
                "KAFKA_CLIENT_SASL_JAAS_CONFIG",
                LOGIN_MODULE + " username=\"" + user + "\" password=\"" + PASSWORD + "\";");
    }

    /** Grants a user, who is created if necessary, exactly the ACLs of the manifest. */
    void grantAll(String user) throws Exception {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), PASSWORD)))
                .all()
                .get();
        grant(manifest().map(acl -> acl.to(user)).collect(Collectors.toSet()));
    }

    private void grant(Set<AclBinding> acls) throws Exception {
        admin.createAcls(acls).all().get();
        await("the broker applies the ACLs")
                .atMost(APPLIED_MAX)
                .until(() -> current().containsAll(acls));
    }

    private Set<AclBinding> current() throws Exception {
        return new HashSet<>(admin.describeAcls(AclBindingFilter.ANY).values().get());
    }

    /** Executes an action while a user does not have an ACL, named as by {@link Granted}. */
    void without(String user, String name, Action action) throws Exception {
        AclBinding acl = manifest()
                .filter(granted -> granted.toString().equals(name))
                .findFirst()
                .orElseThrow()
                .to(user);
        admin.deleteAcls(List.of(acl.toFilter())).all().get();
        await("the broker removes the ACL")
                .atMost(APPLIED_MAX)
                .until(() -> !current().contains(acl));
        try {
            action.run();
        } finally {
            grant(Set.of(acl));
        }
    }

    @Override
    public void close() {
        admin.close();
        kafka.close();
    }
}
