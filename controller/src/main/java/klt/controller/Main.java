package klt.controller;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import klt.common.Version;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.NativeCodecs;
import klt.common.log.LogSettings;
import klt.common.protocol.topics.BusTopics;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.controller.bus.KafkaBus;
import klt.controller.core.ControllerCore;
import klt.controller.core.Guardrails;
import klt.controller.core.notice.Notices;
import klt.controller.core.run.Event;
import klt.controller.fleet.Replicas;
import klt.controller.http.ClusterApi;
import klt.controller.http.HttpServer;
import klt.controller.http.metrics.ControllerMetrics;
import klt.controller.loop.EventLoop;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import klt.controller.store.StoredLoads;
import klt.controller.webhook.Notifier;

/** The controller process: reads the environment, starts the components in dependency order, and closes them in reverse order. */
public final class Main implements AutoCloseable {

    /** Exit code if the configuration is invalid. */
    private static final int EXIT_USAGE = 2;

    /** Exit code if the port is in use. */
    private static final int EXIT_UNREACHABLE = 15;

    /**
     * Long enough that the ids of a hundred runs created in one minute almost never collide: with 32^5 words, the probability is 1 in
     * 6,000.
     */
    private static final int RUN_WORD_LENGTH = 5;

    private static final String ID_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final SecureRandom random = new SecureRandom();
    private final Clock wallClock = Clock.systemUTC();
    private final EventLoop loop;
    private final KafkaBus bus;
    private final Replicas replicas;
    private final ClusterApi cluster;
    private final Optional<Notifier> notifier;
    private final ControllerMetrics metrics;
    private final HttpServer http;

    Main(ControllerSettings settings) {
        Reporter reporter = new Reporter(Version.CURRENT);
        RunStore store = new RunStore(settings.retention());
        Guardrails guardrails = new Guardrails(
                settings.allowedTopics(),
                settings.rateMax(),
                BusTopics.withPrefix(settings.kafka().topicPrefix()),
                settings.kafka().allowed(),
                settings.ceilings());
        Notices notices = new Notices(settings.webhook().isPresent());
        loop = new EventLoop(
                () -> new ControllerCore(settings.concurrentRunsMax(), guardrails::check, store, notices),
                reporter::snapshot,
                System::nanoTime,
                wallClock);
        bus = new KafkaBus(settings.kafka(), loop, store, reporter, System::nanoTime, "controller." + randomWord(5));
        replicas = Replicas.of(settings.fleet(), System.out);
        cluster = new ClusterApi(settings.kafka(), new StoredLoads(store));
        notifier = settings.webhook()
                .map(webhook -> new Notifier(
                        webhook,
                        store,
                        () -> bus.problem().isEmpty(),
                        bus::isWritten,
                        subject -> loop.request(new Event.NoticeSettled(subject)),
                        wallClock));
        metrics = new ControllerMetrics(loop, bus, store);
        http = new HttpServer(
                HttpServer.Parts.of(
                        loop,
                        bus,
                        store,
                        guardrails,
                        settings.defaultRate(),
                        replicas,
                        cluster,
                        metrics,
                        notifier,
                        wallClock,
                        this::newId,
                        settings.kafka().target(),
                        settings.http().ticker()),
                settings.http());
        loop.start();
        bus.start();
        notifier.ifPresent(Notifier::start);
    }

    int port() {
        return http.port();
    }

    /** Returns the console's address on this machine. */
    private String address() {
        return http.scheme() + "://127.0.0.1:" + port();
    }

    /** Creates an id that sorts by time and is short enough to be read aloud. */
    private String newId(String letter) {
        return letter + "-" + ID_TIME.format(wallClock.instant()) + "-" + randomWord(RUN_WORD_LENGTH);
    }

    private String randomWord(int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return word.toString();
    }

    @Override
    public void close() {
        http.close();
        notifier.ifPresent(Notifier::close);
        bus.close();
        loop.close();
        metrics.close();
        cluster.close();
        replicas.close();
    }

    public static void main(String[] args) throws InterruptedException {
        Main main;
        try {
            Environment environment = Environment.ofProcess();
            // the bus logs a connection error once; Kafka's client would log it on every attempt
            LogSettings.ofService("error", "warn");
            ControllerSettings settings = ControllerSettings.from(environment, System::nanoTime, Clock.systemUTC());
            settings.kafka().allowLogins();
            NativeCodecs.require(NativeCodecs.OF_CONTROL_TOPICS);
            main = new Main(settings);
        } catch (ConfigurationException | ConnectionException e) {
            System.err.println(e.getMessage());
            System.exit(EXIT_USAGE);
            return;
        } catch (HttpServer.PortInUseException e) {
            System.err.println(e.getMessage());
            System.exit(EXIT_UNREACHABLE);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(main::close, "shutdown"));
        System.out.println("READY " + main.address());
        while (true) {
            TimeUnit.DAYS.sleep(1);
        }
    }
}
