# interlockd and interlock in a small image, as a user without rights.
#   docker build -t interlock .
#   docker run -v ./config:/etc/interlock:ro -v interlock:/var/lib/interlock interlock
FROM debian:bookworm AS build
WORKDIR /src
# Before the sources, so that a change of those does not install again.
COPY deploy/packages.txt deploy/install-deps.sh deploy/
RUN deploy/install-deps.sh build
COPY . .
RUN cmake --preset release \
    && cmake --build build/release --target interlockd interlock -j "$(nproc)" \
    && strip build/release/server/interlockd build/release/client/cli/interlock

FROM debian:bookworm-slim
COPY deploy/packages.txt deploy/install-deps.sh /tmp/deploy/
RUN /tmp/deploy/install-deps.sh run && rm -rf /tmp/deploy /var/lib/apt/lists/* /var/cache/apt/*
COPY --from=build /src/build/release/server/interlockd /src/build/release/client/cli/interlock \
    /usr/local/bin/
RUN groupadd --system --gid 7545 interlock \
    && useradd --system --uid 7545 --gid 7545 --no-create-home --home-dir /var/lib/interlock \
        --shell /usr/sbin/nologin interlock \
    && install -d -o interlock -g interlock -m 0750 /var/lib/interlock \
    && install -d /etc/interlock
# By number, so that what runs it can tell that it is not root.
USER 7545:7545
WORKDIR /var/lib/interlock
VOLUME /var/lib/interlock
# A container is reached from outside itself: what may reach it is the network's matter.
ENV INTERLOCK_DATA_DIR=/var/lib/interlock \
    INTERLOCK_GRPC_LISTEN=0.0.0.0:7545
EXPOSE 7545
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["interlock", "status"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["interlockd"]
CMD ["--config", "/etc/interlock/interlock.toml"]
