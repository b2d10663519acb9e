# Pin the base to have the same image again: --build-arg BASE=python:3.13-slim@sha256:…
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
WORKDIR /src
COPY . .
RUN python -m venv --without-pip /opt/hipaacheck \
    && pip --python /opt/hipaacheck/bin/python install --no-cache-dir --no-input --disable-pip-version-check ".[all]"

FROM ${BASE}
LABEL org.opencontainers.image.title="hipaacheck" \
      org.opencontainers.image.description="Check Terraform and live clouds against the HIPAA Security Rule" \
      org.opencontainers.image.licenses="Apache-2.0"
# git is for --changed-since; the files below /work belong to whoever mounts them.
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system safe.directory /work \
    && useradd --uid 10001 --user-group --create-home hipaacheck
COPY --from=build /opt/hipaacheck /opt/hipaacheck
ENV PATH=/opt/hipaacheck/bin:$PATH
WORKDIR /work
USER 10001:10001
ENTRYPOINT ["hipaacheck"]
