# The service as one small image: assets and packages are made in stages of their own, and it does not run as root.

FROM node:22-slim AS assets
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.13-slim AS packages
WORKDIR /app
RUN pip install --no-cache-dir uv
COPY pyproject.toml uv.lock ./
RUN UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never uv sync --locked --no-dev

FROM python:3.13-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-dejavu-core fonts-liberation libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app iip
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PRIVATE_DIR=/private
COPY --from=packages /app/.venv .venv
COPY . .
COPY --from=assets /app/node_modules/govuk-frontend/dist node_modules/govuk-frontend/dist
# Collecting needs settings, not secrets: these are thrown away with the step.
RUN export SECRET_KEY=only-for-collecting-static-files-0123456789-abcdefghijklmnop \
        ALLOWED_HOSTS=localhost DATABASE_URL=postgres://nowhere/none \
        EMAIL_URL=dummymail:// DEFAULT_FROM_EMAIL=nobody@localhost \
    && python manage.py build_govuk \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf node_modules \
    && mkdir -p /private && chown iip /private
USER iip
VOLUME /private
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "scripts/healthy", "http://127.0.0.1:8000/health/"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "iip.wsgi"]
