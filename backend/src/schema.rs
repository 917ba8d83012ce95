//! Every table as Diesel sees it; a test reads each one on both databases, so that drift from the migrations fails.
#![allow(missing_docs, reason = "columns are described in the migrations")]

diesel::table! {
    area_accounts (area_id) {
        area_id -> BigInt,
        reported_words -> Text,
        reported_on -> Date,
        reported_source -> Text,
    }
}

diesel::table! {
    area_changes (id) {
        id -> BigInt,
        area_id -> Nullable<BigInt>,
        event -> Text,
        actor_id -> BigInt,
        role -> Text,
        at -> Timestamp,
        answer -> Nullable<Text>,
        client_token -> Text,
    }
}

diesel::table! {
    areas (id) {
        id -> BigInt,
        parent_id -> Nullable<BigInt>,
        area_level -> Text,
        area_kind -> Text,
        code -> Nullable<Text>,
        name -> Text,
        sort_no -> Integer,
        households -> Nullable<Integer>,
        population -> Nullable<Integer>,
        lng -> Nullable<Double>,
        lat -> Nullable<Double>,
        boundary -> Nullable<Text>,
        is_demo -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    organizations (id) {
        id -> BigInt,
        name -> Text,
        org_type -> Text,
        area_id -> Nullable<BigInt>,
        public_phone -> Nullable<Text>,
        credit_code -> Nullable<Text>,
        is_demo -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    meta (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    counters (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    milestone_templates (code) {
        code -> Text,
        zh -> Text,
        en -> Text,
    }
}

diesel::table! {
    milestone_template_lines (template_code, code) {
        template_code -> Text,
        code -> Text,
        zh -> Text,
        en -> Text,
        seq -> SmallInt,
        weight_bp -> Integer,
        is_physical -> Bool,
        needs_photo -> Text,
        approver_role -> Text,
        default_days -> Integer,
    }
}

diesel::table! {
    project_kinds (code) {
        code -> Text,
        zh -> Text,
        en -> Text,
        programme -> Text,
        geometry -> Text,
        needs_consent -> Bool,
        needs_compounds -> Bool,
        headline_indicator -> Text,
        template_code -> Text,
        icon -> Text,
        map_shape -> Text,
        sort_no -> Integer,
    }
}

diesel::table! {
    work_item_catalog (code) {
        code -> Text,
        work_class -> Text,
        zh -> Text,
        en -> Text,
        unit -> Text,
        warranty_years -> Nullable<SmallInt>,
        milestone_code -> Nullable<Text>,
        sort_no -> Integer,
    }
}

diesel::table! {
    compounds (id) {
        id -> BigInt,
        area_id -> BigInt,
        name -> Text,
        alias -> Nullable<Text>,
        address -> Nullable<Text>,
        lng -> Nullable<Double>,
        lat -> Nullable<Double>,
        coord_origin -> Nullable<Text>,
        outline -> Nullable<Text>,
        built_year_from -> Nullable<SmallInt>,
        built_year_to -> Nullable<SmallInt>,
        building_count -> Nullable<Integer>,
        household_count -> Nullable<Integer>,
        floor_area_m2 -> Nullable<BigInt>,
        land_area_m2 -> Nullable<BigInt>,
        ownership -> Nullable<Text>,
        former_owner_org_id -> Nullable<BigInt>,
        management_mode -> Nullable<Text>,
        has_owners_committee -> Nullable<Bool>,
        condition_summary -> Nullable<Text>,
        reported_words -> Nullable<Text>,
        reported_on -> Nullable<Date>,
        reported_source -> Nullable<Text>,
        is_demo -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    buildings (id) {
        id -> BigInt,
        compound_id -> BigInt,
        label -> Text,
        seq -> SmallInt,
        built_year -> Nullable<SmallInt>,
        floors -> Nullable<SmallInt>,
        units -> Nullable<SmallInt>,
        household_count -> Nullable<Integer>,
        floor_area_m2 -> Nullable<BigInt>,
        structure -> Nullable<Text>,
        has_lift -> Nullable<Bool>,
        facade_state -> Nullable<Text>,
        roof_state -> Nullable<Text>,
        pipe_state -> Nullable<Text>,
        wire_state -> Nullable<Text>,
        fire_state -> Nullable<Text>,
        danger_grade -> Text,
        graded_on -> Nullable<Date>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    projects (id) {
        id -> BigInt,
        number -> Text,
        kind_code -> Text,
        name -> Text,
        plan_year -> Nullable<SmallInt>,
        area_id -> BigInt,
        client_org_id -> Nullable<BigInt>,
        status -> Nullable<Text>,
        status_since -> Nullable<Date>,
        status_reason -> Nullable<Text>,
        resume_expected_on -> Nullable<Date>,
        days_suspended -> Integer,
        geometry -> Nullable<Text>,
        coord_origin -> Nullable<Text>,
        lng -> Nullable<Double>,
        lat -> Nullable<Double>,
        summary -> Nullable<Text>,
        approval_no -> Nullable<Text>,
        approval_date -> Nullable<Date>,
        currency -> Text,
        total_investment_fen -> Nullable<BigInt>,
        contract_fen -> Nullable<BigInt>,
        final_account_fen -> Nullable<BigInt>,
        planned_start -> Nullable<Date>,
        planned_finish -> Nullable<Date>,
        actual_start -> Nullable<Date>,
        actual_finish -> Nullable<Date>,
        accepted_on -> Nullable<Date>,
        benefit_households -> Nullable<Integer>,
        benefit_people -> Nullable<Integer>,
        works_progress_bp -> Nullable<Integer>,
        is_published -> Bool,
        published_at -> Nullable<Timestamp>,
        is_showcase -> Bool,
        complaint_phone -> Nullable<Text>,
        source_note -> Nullable<Text>,
        reported_words -> Nullable<Text>,
        reported_on -> Nullable<Date>,
        reported_source -> Nullable<Text>,
        import_key -> Nullable<Text>,
        is_demo -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
        publicity_until -> Nullable<Date>,
    }
}

diesel::table! {
    project_compounds (project_id, compound_id) {
        project_id -> BigInt,
        compound_id -> BigInt,
        building_count -> Nullable<Integer>,
        household_count -> Nullable<Integer>,
        floor_area_m2 -> Nullable<BigInt>,
    }
}

diesel::table! {
    project_buildings (project_id, building_id) {
        project_id -> BigInt,
        building_id -> BigInt,
    }
}

diesel::table! {
    project_members (id) {
        id -> BigInt,
        project_id -> BigInt,
        org_id -> BigInt,
        member_type -> Text,
        duty_phone -> Nullable<Text>,
        shown_publicly -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    project_work_items (id) {
        id -> BigInt,
        project_id -> BigInt,
        item_code -> Text,
        quantity_planned -> Nullable<BigInt>,
        quantity_done -> Nullable<BigInt>,
        budget_fen -> Nullable<BigInt>,
        status -> Text,
        votes_for -> Integer,
        drop_reason -> Nullable<Text>,
        warranty_until -> Nullable<Date>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    milestones (id) {
        id -> BigInt,
        project_id -> BigInt,
        code -> Text,
        zh -> Text,
        en -> Text,
        seq -> SmallInt,
        weight_bp -> Integer,
        is_physical -> Bool,
        baseline_start -> Nullable<Date>,
        baseline_finish -> Nullable<Date>,
        planned_start -> Nullable<Date>,
        planned_finish -> Nullable<Date>,
        actual_start -> Nullable<Date>,
        actual_finish -> Nullable<Date>,
        progress_bp -> Integer,
        status -> Text,
        reason -> Nullable<Text>,
        building_id -> Nullable<BigInt>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    progress_reports (id) {
        id -> BigInt,
        project_id -> BigInt,
        milestone_id -> BigInt,
        reported_on -> Date,
        progress_bp -> Integer,
        quantity_done -> Nullable<BigInt>,
        note -> Nullable<Text>,
        issue -> Nullable<Text>,
        weather_stop -> Bool,
        review -> Text,
        reviewer_id -> Nullable<BigInt>,
        reviewed_at -> Nullable<Timestamp>,
        correction_reason -> Nullable<Text>,
        client_token -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
        review_reason -> Nullable<Text>,
    }
}

diesel::table! {
    plan_changes (id) {
        id -> BigInt,
        project_id -> BigInt,
        field -> Text,
        old_value -> Nullable<Text>,
        new_value -> Nullable<Text>,
        reason -> Text,
        asked_on -> Date,
        decided_on -> Nullable<Date>,
        asked_by -> Nullable<BigInt>,
        decided_by -> Nullable<BigInt>,
        status -> Text,
        is_public -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
        milestone_id -> Nullable<BigInt>,
        decision_reason -> Nullable<Text>,
    }
}

diesel::table! {
    workflow_events (id) {
        id -> BigInt,
        noun -> Text,
        thing_id -> BigInt,
        project_id -> Nullable<BigInt>,
        event -> Text,
        from_state -> Text,
        to_state -> Text,
        actor_id -> BigInt,
        role -> Text,
        at -> Timestamp,
        note -> Nullable<Text>,
        client_token -> Text,
    }
}

diesel::table! {
    documents (id) {
        id -> BigInt,
        project_id -> BigInt,
        doc_type -> Text,
        title -> Text,
        doc_no -> Text,
        on_date -> Date,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    fund_records (id) {
        id -> BigInt,
        project_id -> BigInt,
        source -> Text,
        record_type -> Text,
        amount_fen -> BigInt,
        on_date -> Date,
        doc_no -> Nullable<Text>,
        note -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    report_media (report_id, media_id) {
        report_id -> BigInt,
        media_id -> BigInt,
        seq -> SmallInt,
    }
}

diesel::table! {
    live_changes (revision, topic) {
        revision -> BigInt,
        topic -> Text,
    }
}

diesel::table! {
    imports (id) {
        id -> BigInt,
        what -> Text,
        imported_by -> Text,
        file_name -> Text,
        sha256 -> Text,
        row_count -> Integer,
        new_count -> Integer,
        changed_count -> Integer,
        imported_at -> Timestamp,
        undone_by -> Nullable<Text>,
        undone_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    import_rows (import_id, noun, row_id) {
        import_id -> BigInt,
        noun -> Text,
        row_id -> BigInt,
        before_state -> Nullable<Text>,
        left_sha256 -> Text,
    }
}

diesel::table! {
    media (id) {
        id -> BigInt,
        project_id -> BigInt,
        phase -> Text,
        building -> Nullable<Text>,
        viewpoint -> Nullable<Text>,
        taken_at -> Nullable<Timestamp>,
        alt -> Nullable<Text>,
        sha256 -> Text,
        width -> Integer,
        height -> Integer,
        source_sha256 -> Text,
        is_published -> Bool,
        is_demo -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    outage_notices (id) {
        id -> BigInt,
        kind -> Text,
        compound_id -> BigInt,
        project_id -> Nullable<BigInt>,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        actual_end -> Nullable<Timestamp>,
        reason -> Text,
        alternative -> Nullable<Text>,
        phone -> Nullable<Text>,
        source -> Text,
        emergency -> Nullable<Text>,
        status -> Text,
        published_at -> Nullable<Timestamp>,
        is_demo -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    outage_buildings (outage_id, seq) {
        outage_id -> BigInt,
        seq -> SmallInt,
        label -> Text,
    }
}

diesel::table! {
    notices (id) {
        id -> BigInt,
        kind -> Text,
        title -> Text,
        body -> Text,
        area_id -> Nullable<BigInt>,
        compound_id -> Nullable<BigInt>,
        project_id -> Nullable<BigInt>,
        author -> Text,
        source -> Text,
        phone -> Nullable<Text>,
        status -> Text,
        published_at -> Nullable<Timestamp>,
        publicity_until -> Nullable<Date>,
        is_demo -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    indicator_defs (code) {
        code -> Text,
        zh -> Text,
        en -> Text,
        unit -> Text,
        sort_no -> Integer,
        is_public -> Bool,
        made_by_import -> Nullable<BigInt>,
    }
}

diesel::table! {
    indicator_values (id) {
        id -> BigInt,
        def_code -> Text,
        scope_type -> Text,
        area_id -> Nullable<BigInt>,
        compound_id -> Nullable<BigInt>,
        project_id -> Nullable<BigInt>,
        period_start -> Nullable<Date>,
        period_end -> Nullable<Date>,
        period_words -> Nullable<Text>,
        value -> BigInt,
        value_kind -> Text,
        qualifier -> Text,
        source -> Text,
        source_on -> Nullable<Date>,
        link -> Nullable<Text>,
        note -> Nullable<Text>,
        superseded_by -> Nullable<BigInt>,
        is_demo -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    water_samples (id) {
        id -> BigInt,
        project_id -> BigInt,
        sampled_at -> Timestamp,
        lab -> Nullable<Text>,
        transparency_cm -> Nullable<Double>,
        do_mg_l -> Nullable<Double>,
        orp_mv -> Nullable<Double>,
        nh3n_mg_l -> Nullable<Double>,
        standard_text -> Nullable<Text>,
        meets_standard -> Nullable<Bool>,
        is_demo -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    users (id) {
        id -> BigInt,
        login_name -> Nullable<Text>,
        display_name -> Nullable<Text>,
        phone_enc -> Nullable<Text>,
        phone_mask -> Nullable<Text>,
        phone_hash -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        password_changed_at -> Nullable<Timestamp>,
        must_change_password -> Bool,
        recovery_hash -> Nullable<Text>,
        status -> Text,
        last_login_at -> Nullable<Timestamp>,
        senior_mode -> Bool,
        is_demo -> Bool,
        client_token -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    role_grants (id) {
        id -> BigInt,
        user_id -> BigInt,
        role -> Text,
        scope_type -> Text,
        scope_id -> Nullable<BigInt>,
        valid_from -> Date,
        valid_until -> Nullable<Date>,
        granted_by -> Nullable<BigInt>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        token_hash -> Text,
        user_id -> BigInt,
        device -> Text,
        started_at -> Timestamp,
        last_used_at -> Timestamp,
    }
}

diesel::table! {
    privacy_consents (id) {
        id -> BigInt,
        user_id -> BigInt,
        document_version -> Text,
        given_at -> Timestamp,
        withdrawn_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    attempts (bucket) {
        bucket -> Text,
        tries -> Integer,
        began_at -> Timestamp,
        locked_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    audit_logs (id) {
        id -> BigInt,
        at -> Timestamp,
        actor_id -> Nullable<BigInt>,
        via -> Text,
        role -> Nullable<Text>,
        action -> Text,
        object -> Text,
        object_id -> Nullable<Text>,
        result -> Text,
        changes -> Nullable<Text>,
        address -> Nullable<Text>,
        request_id -> Nullable<Text>,
        seal_no -> Nullable<BigInt>,
    }
}

diesel::table! {
    audit_seals (no) {
        no -> BigInt,
        row_count -> BigInt,
        previous -> Text,
        digest -> Text,
        sealed_at -> Timestamp,
    }
}

diesel::table! {
    settings (key) {
        key -> Text,
        value -> Nullable<Text>,
        version -> Integer,
        updated_at -> Timestamp,
        updated_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    work_calendar (day) {
        day -> Date,
        is_workday -> Bool,
        name -> Text,
    }
}

diesel::table! {
    service_categories (code) {
        code -> Text,
        zh -> Text,
        en -> Text,
        order_type -> Text,
        pool -> Text,
        needs_result_photo -> Bool,
        needs_project -> Bool,
        sort_no -> Integer,
        is_active -> Bool,
        updated_at -> Nullable<Timestamp>,
        updated_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    service_limits (category_code, urgency) {
        category_code -> Text,
        urgency -> Text,
        intake -> Integer,
        take -> Integer,
        contact -> Integer,
        finish -> Integer,
    }
}

diesel::table! {
    service_questions (category_code, code) {
        category_code -> Text,
        code -> Text,
        seq -> SmallInt,
        zh -> Text,
        en -> Text,
        kind -> Text,
        choices -> Text,
    }
}

diesel::table! {
    service_orders (id) {
        id -> BigInt,
        number -> Text,
        category_code -> Text,
        body -> Nullable<Text>,
        answers -> Text,
        placed_by -> Nullable<BigInt>,
        is_for_other -> Bool,
        channel -> Text,
        client_token -> Text,
        area_id -> BigInt,
        compound_id -> Nullable<BigInt>,
        building -> Nullable<Text>,
        place_words -> Nullable<Text>,
        lng -> Nullable<Double>,
        lat -> Nullable<Double>,
        project_id -> Nullable<BigInt>,
        contact_for_manager -> Bool,
        urgency -> Text,
        status -> Text,
        owner_level -> Text,
        owner_area_id -> BigInt,
        assignee_user_id -> Nullable<BigInt>,
        assignee_org_id -> Nullable<BigInt>,
        handler_office -> Nullable<Text>,
        handler_role -> Nullable<Text>,
        limit_seconds -> BigInt,
        used_seconds -> BigInt,
        running_since -> Nullable<Timestamp>,
        intake_due_at -> Timestamp,
        take_due_at -> Nullable<Timestamp>,
        contact_due_at -> Nullable<Timestamp>,
        due_at -> Timestamp,
        accepted_at -> Nullable<Timestamp>,
        taken_at -> Nullable<Timestamp>,
        contacted_at -> Nullable<Timestamp>,
        finished_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        result_text -> Nullable<Text>,
        decline_reason -> Nullable<Text>,
        decline_instead -> Nullable<Text>,
        is_solved -> Nullable<Bool>,
        is_satisfied -> Nullable<Bool>,
        rating -> Nullable<SmallInt>,
        rating_words -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        reopen_count -> Integer,
        back_count -> Integer,
        escalation_count -> Integer,
        held_reason -> Nullable<Text>,
        is_demo -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    order_contacts (order_id) {
        order_id -> BigInt,
        phone_enc -> Nullable<Text>,
        phone_mask -> Nullable<Text>,
        phone_hash -> Nullable<Text>,
        name_enc -> Nullable<Text>,
        name_mask -> Nullable<Text>,
    }
}

diesel::table! {
    order_events (id) {
        id -> BigInt,
        order_id -> BigInt,
        event -> Text,
        from_status -> Text,
        to_status -> Text,
        actor_id -> Nullable<BigInt>,
        role -> Text,
        office -> Nullable<Text>,
        at -> Timestamp,
        note -> Nullable<Text>,
        is_visible -> Bool,
        client_token -> Nullable<Text>,
    }
}

diesel::table! {
    order_media (id) {
        id -> BigInt,
        upload_token -> Text,
        order_id -> Nullable<BigInt>,
        event_id -> Nullable<BigInt>,
        seq -> SmallInt,
        sha256 -> Text,
        source_sha256 -> Text,
        width -> Integer,
        height -> Integer,
        created_at -> Timestamp,
    }
}

diesel::table! {
    order_extensions (id) {
        id -> BigInt,
        order_id -> BigInt,
        days -> Integer,
        reason -> Text,
        asked_by -> BigInt,
        asked_at -> Timestamp,
        is_granted -> Nullable<Bool>,
        refusal -> Nullable<Text>,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    escalations (id) {
        id -> BigInt,
        order_id -> BigInt,
        from_level -> Text,
        to_level -> Text,
        from_area_id -> BigInt,
        to_area_id -> BigInt,
        reason -> Text,
        tried -> Text,
        at -> Timestamp,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    chase_ups (id) {
        id -> BigInt,
        order_id -> BigInt,
        level -> Text,
        area_id -> BigInt,
        by_user_id -> Nullable<BigInt>,
        text -> Text,
        due_on -> Date,
        at -> Timestamp,
        answer -> Nullable<Text>,
        answered_by -> Nullable<BigInt>,
        answered_at -> Nullable<Timestamp>,
        status -> Text,
    }
}

diesel::table! {
    callbacks (id) {
        id -> BigInt,
        order_id -> BigInt,
        by_user_id -> BigInt,
        office -> Text,
        at -> Timestamp,
        channel -> Text,
        reached -> Bool,
        satisfied -> Nullable<Text>,
        solved -> Nullable<Text>,
        words -> Nullable<Text>,
    }
}

diesel::table! {
    order_summaries (order_id) {
        order_id -> BigInt,
        title -> Text,
        result -> Nullable<Text>,
        status -> Text,
        written_by -> BigInt,
        reviewed_by -> Nullable<BigInt>,
        published_at -> Nullable<Timestamp>,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    order_joins (order_id, mark) {
        order_id -> BigInt,
        mark -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    order_timers (id) {
        id -> BigInt,
        order_id -> BigInt,
        kind -> Text,
        episode -> Integer,
        at -> Timestamp,
        fired_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    contact_cards (id) {
        id -> BigInt,
        number -> Text,
        area_id -> BigInt,
        duty_title -> Text,
        display_name -> Nullable<Text>,
        consent_at -> Nullable<Timestamp>,
        duty_phone -> Text,
        duties -> Nullable<Text>,
        community_phone -> Nullable<Text>,
        police_name -> Nullable<Text>,
        police_phone -> Nullable<Text>,
        property_name -> Nullable<Text>,
        property_phone -> Nullable<Text>,
        hotline -> Text,
        status -> Text,
        valid_from -> Nullable<Date>,
        valid_until -> Nullable<Date>,
        replaced_by -> Nullable<BigInt>,
        client_token -> Text,
        last_token -> Nullable<Text>,
        is_demo -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    notifications (id) {
        id -> BigInt,
        user_id -> BigInt,
        kind -> Text,
        number -> Nullable<Text>,
        about -> Text,
        told_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    webhooks (id) {
        id -> BigInt,
        name -> Text,
        kind -> Text,
        url_enc -> Text,
        secret_enc -> Nullable<Text>,
        wants -> Text,
        is_active -> Bool,
        failures -> Integer,
        last_status -> Nullable<Text>,
        last_at -> Nullable<Timestamp>,
        client_token -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        created_by -> BigInt,
        version -> Integer,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> BigInt,
        webhook_id -> BigInt,
        event_id -> Text,
        event -> Text,
        number -> Text,
        body -> Text,
        attempts -> Integer,
        next_at -> Timestamp,
        delivered_at -> Nullable<Timestamp>,
        given_up_at -> Nullable<Timestamp>,
        last_status -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    area_accounts,
    area_changes,
    areas,
    organizations,
    meta,
    counters,
    milestone_templates,
    milestone_template_lines,
    project_kinds,
    work_item_catalog,
    compounds,
    buildings,
    projects,
    project_compounds,
    project_buildings,
    project_members,
    project_work_items,
    milestones,
    progress_reports,
    plan_changes,
    workflow_events,
    documents,
    fund_records,
    report_media,
    live_changes,
    imports,
    import_rows,
    media,
    outage_notices,
    outage_buildings,
    notices,
    indicator_defs,
    indicator_values,
    water_samples,
    users,
    role_grants,
    sessions,
    privacy_consents,
    attempts,
    audit_logs,
    audit_seals,
    settings,
    work_calendar,
    service_categories,
    service_limits,
    service_questions,
    service_orders,
    order_contacts,
    order_events,
    order_media,
    order_extensions,
    escalations,
    chase_ups,
    callbacks,
    order_summaries,
    order_joins,
    order_timers,
    contact_cards,
    notifications,
    webhooks,
    webhook_deliveries,
);
