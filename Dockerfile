# The product in one image: web, worker, beat and migrate differ in their command only.

FROM python:3.13-slim-trixie AS build
RUN python -m venv /opt/wenkong
COPY requirements/base.txt /tmp/base.txt
RUN /opt/wenkong/bin/pip install --quiet --no-cache-dir --no-deps --require-hashes -r /tmp/base.txt

FROM python:3.13-slim-trixie
# LibreOffice turns office files into PDF, shut in by bubblewrap; the faces print Chinese.
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      bubblewrap fonts-dejavu-core fonts-noto-cjk \
      libreoffice-calc-nogui libreoffice-impress-nogui libreoffice-writer-nogui \
 && rm -rf /var/lib/apt/lists/*
# The folders belong to the user, so that new volumes mounted there do, too.
RUN useradd --system --uid 10001 --home-dir /var/lib/wenkong --shell /usr/sbin/nologin wenkong \
 && install -d -o wenkong -g wenkong /var/lib/wenkong /keys/app /keys/admin
COPY --from=build /opt/wenkong /opt/wenkong
ENV PATH=/opt/wenkong/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/srv/wenkong/var/static \
    FILES_ROOT=/var/lib/wenkong/files \
    ANCHORS_ROOT=/var/lib/wenkong/anchors
WORKDIR /srv/wenkong
COPY . .
RUN mkdir -p var/generated && export SECRET_KEY=only-while-building \
 && python manage.py compile_translations \
 && python manage.py build_icons \
 && python manage.py collectstatic --no-input --verbosity 0 \
 && python -m compileall -q .
USER wenkong
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--log-level", "warning", "--respawn-failed-workers", "config.wsgi:application"]
