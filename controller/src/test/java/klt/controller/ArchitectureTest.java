package klt.controller;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import klt.controller.core.cron.CronTimes;
import klt.controller.http.ClusterApi;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "klt.controller", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String CORE = "klt.controller.core..";

    /** Code that performs I/O, waits, reads a clock or draws random numbers. */
    private static final DescribedPredicate<JavaClass> OUTSIDE = resideInAnyPackage(
                    "java.io..",
                    "java.nio..",
                    "java.net..",
                    "java.util.concurrent..",
                    "java.util.logging..",
                    "java.sql..",
                    "javax..")
            .and(not(equivalentTo(Serializable.class)))
            .or(equivalentTo(Clock.class))
            .or(equivalentTo(Thread.class))
            .or(equivalentTo(Process.class))
            .or(equivalentTo(ProcessBuilder.class))
            .or(equivalentTo(Runtime.class))
            .or(equivalentTo(java.util.Random.class))
            .or(equivalentTo(java.util.Timer.class))
            .or(equivalentTo(java.util.UUID.class))
            .or(resideInAnyPackage("java.util.random..", "java.security.."))
            .as("are outside");

    @ArchTest
    static final ArchRule coreKnowsTheJdkAndCommonOnly = classes()
            .that()
            .resideInAPackage(CORE)
            .and(not(equivalentTo(CronTimes.class)))
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CORE, "klt.common..", "java..", "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule cronExpressionsAreReadInOnePlaceOnly = noClasses()
            .that(are(not(equivalentTo(CronTimes.class))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.cronutils..");

    @ArchTest
    static final ArchRule coreHasNoClockThreadRandomOrInputOutput =
            noClasses().that().resideInAPackage(CORE).should().dependOnClassesThat(are(OUTSIDE));

    @ArchTest
    static void coreReadsNoTimeAndWritesNowhere(JavaClasses all) {
        Set<String> forbidden = Set.of(
                "java.lang.System.nanoTime",
                "java.lang.System.currentTimeMillis",
                "java.lang.System.out",
                "java.lang.System.err",
                "java.lang.System.getenv",
                "java.lang.System.getProperty",
                "java.time.Instant.now",
                "java.lang.Math.random");

        assertThat(accesses(all, "klt.controller.core")).isNotEmpty().doesNotContainAnyElementsOf(forbidden);
    }

    @ArchTest
    static final ArchRule reportsKnowTheCoreAndCommonOnly = classes()
            .that()
            .resideInAPackage("klt.controller.report..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "klt.controller.report..",
                    CORE,
                    "klt.common..",
                    "java..",
                    "com.fasterxml.jackson.annotation..",
                    "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule httpSpeaksWithKafkaInOnePlaceOnly = noClasses()
            .that()
            .resideInAPackage("klt.controller.http..")
            .and(not(equivalentTo(ClusterApi.class)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule onlyTheFleetSpeaksWithKubernetes = noClasses()
            .that()
            .resideOutsideOfPackage("klt.controller.fleet..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..");

    @ArchTest
    static final ArchRule nothingInsideKnowsTheWeb = noClasses()
            .that()
            .resideInAnyPackage(
                    CORE,
                    "klt.controller.report..",
                    "klt.controller.store..",
                    "klt.controller.admin..",
                    "klt.controller.bus..",
                    "klt.controller.loop..",
                    "klt.controller.fleet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("klt.controller.http..", "io.javalin..");

    @ArchTest
    static final ArchRule theWorkerIsNotKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("klt.worker..", "klt.cli..", "klt.embedded..");

    @ArchTest
    static void onlyMainReadsTheClocks(JavaClasses all) {
        for (String inside : List.of("admin", "bus", "fleet", "http", "loop", "report", "store")) {
            assertThat(accesses(all, "klt.controller." + inside))
                    .isNotEmpty()
                    .doesNotContain(
                            "java.lang.System.nanoTime",
                            "java.lang.System.currentTimeMillis",
                            "java.time.Instant.now",
                            "java.time.Clock.systemUTC");
        }
    }

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses all) {
        assertThat(all.stream()
                        .map(JavaClass::getPackage)
                        .distinct()
                        .filter(pack -> !pack.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName))
                .isEmpty();
    }

    /** Calls, references and field accesses of a package. */
    private static Set<String> accesses(JavaClasses all, String inside) {
        return all.stream()
                .filter(type -> type.getPackageName().equals(inside))
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .map(access -> access.getTargetOwner().getName() + "."
                        + access.getTarget().getName())
                .collect(Collectors.toSet());
    }
}
